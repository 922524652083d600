using System.Text;
using Commerce.Data;
using Microsoft.Extensions.Primitives;

namespace Commerce.Identity;

/// <summary>
/// Who calls the token endpoint and its kin (RFC 6749 2.3): a confidential client by its secret, in the header or in the body but not in
/// both; a public one by its id alone.
/// </summary>
internal static class ClientAuthentication
{
    private const string Basic = "Basic ";

    /// <summary>The client, or why not.</summary>
    public static async Task<(Client? Client, OAuthRefusal? Refusal)> FindAsync(HttpRequest request, OAuthForm form, Session session, CancellationToken ct)
    {
        var (id, secret) = (form["client_id"], form["client_secret"]);
        var header = request.Headers.Authorization;
        if (header.Count > 0)
        {
            if (secret is not null || !TryReadBasic(header, out var named, out var given) || (id is not null && id != named))
                return (null, secret is not null ? OAuthRefusal.Invalid("Prove the client in one way, not in two.") : OAuthRefusal.InvalidClient);
            (id, secret) = (named, given);
        }

        var client = await ClientStore.FindActiveAsync(session, id, ct);
        return client switch
        {
            null => (null, OAuthRefusal.InvalidClient),
            { SecretHash: null } => secret is null or "" ? (client, null) : (null, OAuthRefusal.InvalidClient),
            { SecretHash: { } hash } => secret is { Length: > 0 and <= ClientSecret.MaxLength } && ClientSecret.Matches(hash, secret)
                ? (client, null)
                : (null, OAuthRefusal.InvalidClient),
        };
    }

    // Id and secret are form-encoded before they are joined (RFC 6749 2.3.1).
    private static bool TryReadBasic(StringValues header, out string? id, out string? secret)
    {
        (id, secret) = (null, null);
        if (header is not [{ } value] || !value.StartsWith(Basic, StringComparison.OrdinalIgnoreCase))
            return false;
        var bytes = new byte[value.Length];
        if (!Convert.TryFromBase64String(value[Basic.Length..].Trim(), bytes, out var length))
            return false;
        var pair = Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2);
        if (pair.Length != 2)
            return false;
        (id, secret) = (Decode(pair[0]), Decode(pair[1]));
        return true;
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
