using System.Diagnostics;
using Commerce.Data;
using Microsoft.AspNetCore.Http;

namespace Commerce.Defaults;

/// <summary>The context of the units of work that a request sets off.</summary>
public static class RequestContexts
{
    public static RequestContext Of(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        return new RequestContext(
            http.Features.Get<RequestScope>()?.CorrelationId ?? http.TraceIdentifier,
            UserId: http.User.TryUserId()?.ToString(),
            TraceParent: Activity.Current?.Id,
            ActorId: http.User.ImpersonatorId()?.ToString());
    }
}
