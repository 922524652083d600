using Commerce.Defaults;
using Commerce.Kernel;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>
/// How a login answers that it wants a second factor: as a refusal, so that no client can take it for tokens, with the question in
/// the member <c>secondFactor</c>.
/// </summary>
internal static class Prompts
{
    private static readonly Error Required = new(401, "identity.second_factor_required", "The password is right. Now give a second factor.");

    public static ProblemHttpResult ToProblem(this Challenge challenge, HttpResponse response)
    {
        response.Headers.CacheControl = "no-store";
        var problem = Required.ToProblemDetails();
        problem.Extensions["secondFactor"] = new Prompt(challenge.Token, challenge.Methods, challenge.ExpiresIn);
        return TypedResults.Problem(problem);
    }
}

/// <summary>The question for a second factor.</summary>
/// <param name="Challenge">Hand it back with the code.</param>
internal sealed record Prompt(string Challenge, IReadOnlyList<string> Methods, int ExpiresIn);
