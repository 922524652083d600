using System.Net;
using Microsoft.Extensions.Options;

namespace Commerce.Gateway;

/// <summary>Nobody outside speaks in the platform's own headers, sees its measurements or sends it bodies beyond the limit.</summary>
internal sealed class ProtectServices(RequestDelegate next, IOptions<GatewayOptions> options)
{
    private const string ForwardedFor = "X-Forwarded-For";

    // Names that services, frameworks or proxies trust. X-Forwarded-* is set anew from the connection when forwarding.
    private static readonly string[] ForgeablePrefixes =
        ["X-User", "X-Role", "X-Permission", "X-Auth", "X-Forwarded", "X-Original", "X-Rewrite", "X-Internal", "X-Client", "X-MS-", "X-HTTP-Method"];

    private static readonly HashSet<string> Forgeable = new(StringComparer.OrdinalIgnoreCase)
    {
        "Forwarded", "X-Real-IP", "X-Host", "X-Remote-User", "X-Method-Override", "X-Cluster-Client-Ip", "True-Client-IP", "Proxy", "Via",
    };

    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments("/metrics", StringComparison.OrdinalIgnoreCase) && IsOutsider(context))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }
        StripForged(context.Request.Headers);
        return context.Request.ContentLength > options.Value.MaxRequestBytes ? Refusal.WriteAsync(context, EdgeErrors.TooLarge) : next(context);
    }

    // Measurements are for whoever reaches this instance directly inside the network, not through a load balancer.
    private static bool IsOutsider(HttpContext context) =>
        context.Request.Headers.ContainsKey(ForwardedFor)
        || context.Connection.RemoteIpAddress is not { } address
        || !IsPrivate(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

    private static bool IsPrivate(IPAddress address) =>
        IPAddress.IsLoopback(address) || address.IsIPv6UniqueLocal || address.IsIPv6LinkLocal || address.GetAddressBytes() is
            [10, _, _, _] or [172, >= 16 and <= 31, _, _] or [192, 168, _, _] or [169, 254, _, _];

    private static void StripForged(IHeaderDictionary headers)
    {
        List<string>? forged = null;
        foreach (var header in headers)
        {
            if (IsForgeable(header.Key))
                (forged ??= []).Add(header.Key);
        }
        foreach (var name in forged ?? [])
            headers.Remove(name);
    }

    private static bool IsForgeable(string name)
    {
        if (name.Contains('_'))
            return true; // some frameworks read X_User_Id as X-User-Id
        if (name[0] is not ('X' or 'x'))
            return name[0] is 'F' or 'f' or 'T' or 't' or 'P' or 'p' or 'V' or 'v' && Forgeable.Contains(name);
        foreach (var prefix in ForgeablePrefixes)
        {
            if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return Forgeable.Contains(name);
    }
}
