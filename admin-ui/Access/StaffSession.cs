using System.Buffers.Text;
using System.Security.Cryptography;

namespace Commerce.AdminUi;

/// <summary>Somebody who is signed in to the portal. The browser knows the id alone; tokens stay here.</summary>
/// <param name="IdToken">Proves to the issuer, at sign-out, who wants to leave.</param>
internal sealed record StaffSession(
    string Id, string Subject, string Name, string AccessToken, DateTimeOffset AccessExpiresAt, string? RefreshToken, string? IdToken)
{
    public static string NewId() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static StaffSession Of(Newcomer person, TokenAnswer tokens, DateTimeOffset now) =>
        new(NewId(), person.Subject, person.Name, tokens.AccessToken, now.AddSeconds(tokens.ExpiresIn), tokens.RefreshToken, tokens.IdToken);

    public StaffSession With(TokenAnswer tokens, DateTimeOffset now) => this with
    {
        AccessToken = tokens.AccessToken,
        AccessExpiresAt = now.AddSeconds(tokens.ExpiresIn),
        RefreshToken = tokens.RefreshToken ?? RefreshToken,
        IdToken = tokens.IdToken ?? IdToken,
    };
}
