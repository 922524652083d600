using System.Buffers.Text;
using System.Security.Cryptography;

namespace Commerce.AdminUi;

/// <summary>Somebody who is signed in to the portal. The browser knows the id alone; tokens stay here.</summary>
/// <param name="RenewAt">When four fifths of the access token's life are over: what is left is longer than any call takes.</param>
/// <param name="IdToken">Proves to the issuer, at sign-out, who wants to leave.</param>
internal sealed record StaffSession(
    string Id, string Subject, string Name, string AccessToken, DateTimeOffset RenewAt, string? RefreshToken, string? IdToken)
{
    public static string NewId() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static StaffSession Of(Newcomer person, TokenAnswer tokens, DateTimeOffset now) =>
        new(NewId(), person.Subject, person.Name, tokens.AccessToken, RenewalOf(tokens, now), tokens.RefreshToken, tokens.IdToken);

    public StaffSession With(TokenAnswer tokens, DateTimeOffset now) => this with
    {
        AccessToken = tokens.AccessToken,
        RenewAt = RenewalOf(tokens, now),
        RefreshToken = tokens.RefreshToken ?? RefreshToken,
        IdToken = tokens.IdToken ?? IdToken,
    };

    private static DateTimeOffset RenewalOf(TokenAnswer tokens, DateTimeOffset now) => now.AddSeconds(tokens.ExpiresIn * 0.8);
}
