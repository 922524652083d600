using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace Commerce.Gateway;

/// <summary>The headers that every answer carries.</summary>
internal sealed class EdgeHeaders
{
    public const string CorrelationHeader = "X-Correlation-Id";

    /// <summary>An answer for programs: a browser that is tricked into showing it may load and run nothing.</summary>
    private static readonly StringValues StrictPolicy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'";

    /// <summary>A service's page that brings no policy of its own: its own styles, and scripts from this host only.</summary>
    private static readonly StringValues PagePolicy =
        "default-src 'self'; style-src 'self' 'unsafe-inline'; object-src 'none'; frame-ancestors 'none'; base-uri 'none'";

    private static readonly StringValues NoSniff = "nosniff";
    private static readonly StringValues Deny = "DENY";
    private static readonly StringValues NoReferrer = "no-referrer";
    private static readonly StringValues SameOrigin = "same-origin";
    private static readonly StringValues CrossOrigin = "cross-origin";
    private static readonly StringValues OneYear = "max-age=31536000; includeSubDomains";
    private static readonly StringValues NoFeatures = "camera=(), microphone=(), geolocation=(), payment=()";

    private readonly StringValues _deprecation;
    private readonly StringValues _sunset;
    private readonly StringValues _resourcePolicy;

    public EdgeHeaders(GatewayOptions options)
    {
        if (options.DeprecatedAt is { } deprecated) // RFC 9745
            _deprecation = $"@{deprecated.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)}";
        if (options.SunsetAt is { } sunset) // RFC 8594
            _sunset = sunset.ToString("R", CultureInfo.InvariantCulture);
        _resourcePolicy = options.AllowedOrigins.Count > 0 ? CrossOrigin : SameOrigin;
    }

    public void Apply(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers[CorrelationHeader] = context.Request.Headers[CorrelationHeader]; // once, though the service sends it too
        headers.XContentTypeOptions = NoSniff;
        headers.XFrameOptions = Deny;
        headers["Referrer-Policy"] = NoReferrer;
        headers["Cross-Origin-Resource-Policy"] = _resourcePolicy;
        headers["Permissions-Policy"] = NoFeatures;
        if (headers.ContentSecurityPolicy.Count == 0)
            headers.ContentSecurityPolicy = IsPage(headers.ContentType) ? PagePolicy : StrictPolicy;
        if (context.Request.IsHttps)
            headers.StrictTransportSecurity = OneYear;
        headers.Remove("Server");
        headers.Remove("X-Powered-By");
        if (context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal))
            ApplyVersion(headers);
    }

    private static bool IsPage(StringValues contentType) =>
        contentType.Count == 1 && contentType[0]!.StartsWith("text/html", StringComparison.OrdinalIgnoreCase);

    private void ApplyVersion(IHeaderDictionary headers)
    {
        headers[ApiVersions.SupportedHeader] = ApiVersions.Supported;
        if (_deprecation.Count > 0)
            headers["Deprecation"] = _deprecation;
        if (_sunset.Count > 0)
            headers["Sunset"] = _sunset;
    }
}
