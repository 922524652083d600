using System.Security.Cryptography;

namespace Commerce.Identity;

/// <summary>
/// Keeps other sites from sending our forms: a random cookie that only our own pages can repeat in a field, and the browser's own word
/// on where the form came from.
/// </summary>
internal sealed class FormGuard(PublicAddresses addresses)
{
    public const string Field = "guard";

    private string CookieName => addresses.IsSecure ? "__Host-commerce-form" : "commerce-form";

    /// <summary>The field's value for a page that is about to be shown.</summary>
    public string Issue(HttpContext http)
    {
        if (OpaqueToken.TryParse(http.Request.Cookies[CookieName], out var known))
            return known.Text;
        var token = OpaqueToken.Generate();
        http.Response.Cookies.Append(
            CookieName, token.Text, new() { HttpOnly = true, Secure = addresses.IsSecure, SameSite = SameSiteMode.Strict, Path = "/", IsEssential = true });
        return token.Text;
    }

    public bool Passes(HttpRequest request, OAuthForm form) =>
        request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin" or "none"
        && OpaqueToken.TryParse(request.Cookies[CookieName], out var cookie)
        && OpaqueToken.TryParse(form[Field], out var sent)
        && CryptographicOperations.FixedTimeEquals(cookie.Hash, sent.Hash);
}
