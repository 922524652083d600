using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Commerce.Data;
using Commerce.Kernel;

namespace Commerce.Identity;

/// <summary>Shows the pages of an invitation to work here.</summary>
internal sealed class InvitationPages(FormGuard guard, AccountSecrets secrets)
{
    private const string Portal = "commerce-admin";

    public static Error At(string field, string detail) => new(422, "validation_failed", "Some values are not acceptable.") { Fields = [new(field, "invalid", detail)] };

    /// <param name="typed">What was typed already: it stays, but for passwords and codes.</param>
    public IResult Form(HttpContext http, string token, Invitation invitation, Error? refusal = null, Acceptance? typed = null)
    {
        var secret = typed?.Authenticator ?? Authenticators.NewSecret();
        var uri = OtpUri.For(invitation.Email, secret);
        var isCode = refusal?.Code == SecondFactorErrors.InvalidCode.Code;
        return SignInPages.Page<InvitationPage>(http, refusal, null, new()
        {
            [nameof(InvitationPage.Guard)] = guard.Issue(http),
            [nameof(InvitationPage.Token)] = token,
            [nameof(InvitationPage.Authenticator)] = Base64Url.EncodeToString(secrets.Seal(secret, NameOf(invitation))),
            [nameof(InvitationPage.Secret)] = Base32.Encode(secret),
            [nameof(InvitationPage.QrCode)] = "data:image/svg+xml;base64," + Convert.ToBase64String(Encoding.UTF8.GetBytes(OtpUri.Draw(uri))),
            [nameof(InvitationPage.Inviter)] = invitation.InvitedByName,
            [nameof(InvitationPage.Email)] = invitation.Email,
            [nameof(InvitationPage.Roles)] = invitation.Roles,
            [nameof(InvitationPage.Name)] = typed?.Name,
            [nameof(InvitationPage.Alert)] = refusal is { Fields: [] } && !isCode ? refusal.Detail : null,
            [nameof(InvitationPage.Faults)] = isCode
                ? new Dictionary<string, string> { ["/code"] = "This is not what the app shows for this account now. Wait for the next six digits." }
                : refusal?.Fields.ToDictionary(f => f.Pointer, f => f.Detail) ?? [],
        });
    }

    /// <summary>The secret that a page carried; null when it is none of ours.</summary>
    public byte[]? OpenSecret(Invitation invitation, string? text)
    {
        if (string.IsNullOrEmpty(text) || !Base64Url.IsValid(text))
            return null;
        try
        {
            return secrets.Open(Base64Url.DecodeFromChars(text), NameOf(invitation));
        }
        catch (CryptographicException)
        {
            return null; // somebody changed it, or it belongs to another invitation
        }
    }

    public static async Task<IResult> WelcomeAsync(HttpContext http, Session session, IReadOnlyList<string> recoveryCodes, CancellationToken ct) =>
        SignInPages.Page<WelcomePage>(http, null, null, new()
        {
            [nameof(WelcomePage.RecoveryCodes)] = recoveryCodes,
            [nameof(WelcomePage.Address)] = await ClientStore.FindActiveAsync(session, Portal, ct) is { RedirectUris: [var uri, ..] }
                ? new Uri(uri).GetLeftPart(UriPartial.Authority)
                : null,
        });

    public static IResult BadLink(HttpContext http) => SignInPages.Page<BadInvitationPage>(http, AccountErrors.InvalidToken, null, []);

    private static string NameOf(Invitation invitation) => $"authenticator for invitation {invitation.Id}";
}
