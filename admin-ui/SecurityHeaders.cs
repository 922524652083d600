namespace Commerce.AdminUi;

/// <summary>What a browser must refuse to do with the portal's pages: load from elsewhere, run inline code, be framed.</summary>
internal sealed class SecurityHeaders(RequestDelegate next, Issuer issuer)
{
    public async Task InvokeAsync(HttpContext http)
    {
        var headers = http.Response.Headers;
        // The grid writes widths as style attributes; attributes run nothing. Style elements and sheets come from here alone.
        // Signing out is a form that ends at the issuer's page.
        headers.ContentSecurityPolicy =
            "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
            + $"connect-src 'self'; base-uri 'self'; form-action 'self'{issuer.PublicOrigins}; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (!http.Request.Path.StartsWithSegments("/assets", StringComparison.Ordinal))
            headers.CacheControl = "no-store";
        await next(http);
    }
}
