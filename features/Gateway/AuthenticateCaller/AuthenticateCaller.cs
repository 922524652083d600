using Microsoft.AspNetCore.Authentication;

namespace Commerce.Gateway;

/// <summary>
/// Lets nobody in with a token that is forged or expired, wherever they were going, and nobody without one where one is needed.
/// What a caller may do is for the services to decide, and they verify the token again.
/// </summary>
internal sealed class AuthenticateCaller(RequestDelegate next, GatewayMetrics metrics)
{
    private const string Scheme = "Bearer";

    public Task InvokeAsync(HttpContext context)
    {
        if (context.User.Identity is { IsAuthenticated: true })
            return next(context);
        var bringsToken = BringsToken(context);
        if (bringsToken)
            metrics.TokenRejected();
        return bringsToken || EdgeRules.Of(context).NeedsUser ? context.ChallengeAsync() : next(context);
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
