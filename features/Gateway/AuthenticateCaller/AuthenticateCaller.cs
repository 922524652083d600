using Commerce.Kernel;
using Microsoft.AspNetCore.Authentication;

namespace Commerce.Gateway;

/// <summary>
/// Lets nobody in with a token that is forged or expired, wherever they were going, and nobody without one where one is needed.
/// The same holds for an application's key. What a caller may do is for the services to decide, and they verify the token again.
/// </summary>
internal sealed class AuthenticateCaller(RequestDelegate next, GatewayMetrics metrics)
{
    private const string Scheme = "Bearer";

    public Task InvokeAsync(HttpContext context)
    {
        var application = Application.Of(context);
        if (application is Application.Refused)
            return RefuseAsync(context, EdgeErrors.InvalidApiKey);
        var rules = EdgeRules.Of(context);
        if (context.User.Identity is { IsAuthenticated: true } || rules.JudgesTokens)
            return next(context);
        if (application is Application.Known { Token: var worth } && context.Request.Headers.Authorization is [{ } header] && header == $"Bearer {worth}")
            return next(context);
        var bringsToken = BringsToken(context);
        if (bringsToken)
            metrics.TokenRejected();
        if (application is Application.Unverified && !bringsToken && rules.NeedsUser)
            return RefuseAsync(context, EdgeErrors.UnverifiedApiKey);
        return bringsToken || rules.NeedsUser ? context.ChallengeAsync() : next(context);
    }

    private static Task RefuseAsync(HttpContext context, Error error)
    {
        context.Response.Headers.WWWAuthenticate = Scheme;
        return Refusal.WriteAsync(context, error);
    }

    /// <summary>Whether a token came. Other schemes are a client's own credentials on their way to the token endpoint.</summary>
    public static bool BringsToken(HttpContext context) => context.Request.Headers.Authorization switch
    {
        { Count: 0 } => false,
        [{ } header] => header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            && (header.Length == Scheme.Length || header[Scheme.Length] == ' '),
        _ => true,
    };
}
