using System.Globalization;
using System.Security.Claims;
using Commerce.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace Commerce.Defaults;

/// <summary>
/// For what a stolen or forgotten session must not do: the caller has proved within the last minutes who they are (RFC 9470). The
/// refusal says which proof is wanted, and how fresh.
/// </summary>
public static class FreshProof
{
    /// <summary>How long a proof is fresh.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(10);

    private static readonly string[] s_secondFactors = ["mfa", "otp", "hwk", "swk", "sms"];

    /// <summary>Lets only callers pass who gave a second factor lately: 401 without a token, 401 <c>step_up_required</c> without the proof.</summary>
    public static RouteHandlerBuilder RequireFreshSecondFactor(this RouteHandlerBuilder endpoint) => endpoint.RequireFresh(secondFactor: true);

    /// <summary>Lets only callers pass who logged in or stepped up lately, by whichever factors.</summary>
    public static RouteHandlerBuilder RequireFreshLogin(this RouteHandlerBuilder endpoint) => endpoint.RequireFresh(secondFactor: false);

    /// <summary>Whether the caller's token says that a second factor was given.</summary>
    public static bool HasSecondFactor(this ClaimsPrincipal user)
    {
        ArgumentNullException.ThrowIfNull(user);
        return user.FindAll("amr").Any(method => s_secondFactors.Contains(method.Value, StringComparer.Ordinal));
    }

    /// <summary>The refusal, for decisions inside a handler.</summary>
    public static ProblemHttpResult Refuse(HttpContext http, bool secondFactor)
    {
        ArgumentNullException.ThrowIfNull(http);
        var level = secondFactor ? ", acr_values=\"2\"" : "";
        http.Response.Headers.Append(
            HeaderNames.WWWAuthenticate,
            string.Create(CultureInfo.InvariantCulture, $"Bearer error=\"insufficient_user_authentication\"{level}, max_age={(int)MaxAge.TotalSeconds}"));
        return new Error(
            StatusCodes.Status401Unauthorized,
            "step_up_required",
            secondFactor ? "Prove who you are once more, with a second factor, and repeat this." : "Prove who you are once more, and repeat this.").ToProblem();
    }

    private static RouteHandlerBuilder RequireFresh(this RouteHandlerBuilder endpoint, bool secondFactor) => endpoint
        .RequireAuthorization()
        .WithMetadata(new FreshProofMetadata(secondFactor), new ProducesProblem(StatusCodes.Status401Unauthorized, "A fresh proof of who you are is needed: step up."))
        .AddEndpointFilter((call, next) => IsFresh(call.HttpContext, secondFactor) ? next(call) : new(Refuse(call.HttpContext, secondFactor)));

    private static bool IsFresh(HttpContext http, bool secondFactor)
    {
        if (!long.TryParse(http.User.FindFirst("auth_time")?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var provedAt))
            return false;
        var now = http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow().ToUnixTimeSeconds();
        return now - provedAt <= (long)MaxAge.TotalSeconds && (!secondFactor || http.User.HasSecondFactor());
    }
}

/// <summary>Endpoint metadata: the operation needs a fresh proof of who calls.</summary>
/// <param name="SecondFactor">One that includes a second factor.</param>
public sealed record FreshProofMetadata(bool SecondFactor);
