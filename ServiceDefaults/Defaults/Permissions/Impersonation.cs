using System.Security.Claims;
using System.Text.Json;
using Commerce.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Commerce.Defaults;

/// <summary>
/// A member of staff sees the shop as one of its shoppers does, by a token for the shopper that names the member of staff as <c>act</c>
/// (RFC 8693). They may look; they change nothing but what its endpoint allows in so many words, and never what asks for a fresh proof.
/// </summary>
public static class Impersonation
{
    /// <summary>The claim that names who acts.</summary>
    public const string ClaimType = "act";

    private static readonly Error s_refused = new(
        StatusCodes.Status403Forbidden, "impersonation_forbidden", "Nobody does this in somebody else's name. Only the owner of the account can.");

    /// <summary>Who acts in the caller's name, if it is not the caller.</summary>
    public static Guid? ImpersonatorId(this ClaimsPrincipal user)
    {
        ArgumentNullException.ThrowIfNull(user);
        if (user.FindFirst(ClaimType)?.Value is not { } actor)
            return null;
        // Whoever it is, it is not the owner: a name that cannot be read must not pass for nobody.
        return Guid.TryParse(SubjectOf(actor), out var id) ? id : Guid.Empty;
    }

    /// <summary>Lets whoever acts in somebody's name change this, too.</summary>
    public static TBuilder AllowWhileImpersonating<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new WhileImpersonatingMetadata());

    /// <summary>Whether whoever acts in somebody's name is let through.</summary>
    internal static bool Admits(string method, IEnumerable<object> metadata)
    {
        var (isAllowed, wantsProof) = (false, false);
        foreach (var one in metadata)
        {
            isAllowed |= one is WhileImpersonatingMetadata;
            wantsProof |= one is FreshProofMetadata;
        }

        return !wantsProof && (isAllowed || HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method));
    }

    internal static Task Refuse(HttpContext context, RequestDelegate next) =>
        context.User.ImpersonatorId() is null || context.GetEndpoint() is not { } endpoint || Admits(context.Request.Method, endpoint.Metadata)
            ? next(context)
            : s_refused.ToProblem().ExecuteAsync(context);

    private static string? SubjectOf(string actor)
    {
        try
        {
            using var document = JsonDocument.Parse(actor);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("sub", out var subject)
                && subject.ValueKind == JsonValueKind.String
                ? subject.GetString()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Endpoint metadata: open to whoever acts in somebody else's name, though it changes something.</summary>
internal sealed record WhileImpersonatingMetadata;
