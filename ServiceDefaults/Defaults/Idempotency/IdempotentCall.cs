using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Commerce.Defaults;

/// <summary>One attempt at an unsafe call that its caller may repeat.</summary>
/// <param name="Scope">Whose key it is and for which operation: the same key of somebody else is another key.</param>
/// <param name="Fingerprint">Hash of what was asked for: the same key must ask for the same.</param>
internal sealed record IdempotentCall(string Scope, string Key, byte[] Fingerprint)
{
    public static IdempotentCall Of(HttpContext context, string key, byte[] fingerprint)
    {
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? context.Request.Path;
        // Nobody can be told apart among the anonymous, so what they sent is part of whose key it is: to be given a stored answer
        // one has to know the whole request that it answered.
        var subject = context.User.TryUserId()?.ToString() ?? "anonymous:" + Convert.ToHexStringLower(fingerprint);
        return new($"{subject} {context.Request.Method} {route}", key, fingerprint);
    }
}
