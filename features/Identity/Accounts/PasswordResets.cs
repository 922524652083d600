using System.Net;
using Commerce.Data;
using Commerce.Kernel;

namespace Commerce.Identity;

/// <summary>The way back for whoever has forgotten their password: a token mailed to the account's address, and a new password for it.</summary>
internal sealed class PasswordResets(AccountMails mails, AccountTokens tokens, Passwords passwords, LoginTries tries, TimeProvider clock)
{
    private const string Find = "SELECT user_id FROM account_tokens WHERE hash = $1 AND purpose = 'reset-password' AND expires_at > $2";

    /// <summary>Mails a token if there is such an account, and commits. What the caller learns, and how long it takes, is the same if there is none.</summary>
    public async Task<Error?> RequestAsync(Session session, EmailAddress email, IPAddress? address, CancellationToken ct)
    {
        // Counted by what was asked, not by what there is: nobody shall fill a stranger's mailbox.
        var tried = await tries.TakeAsync(session, $"mail|{email.Normalized}", address, ct);
        if (tried.Error is { } refusal)
            return refusal;
        if (await Mailbox.OfAsync(session, email, ct) is { } owner)
            mails.ResetPassword(session, owner);
        else
            LoginTries.Untouched(session);
        await session.CommitAsync(ct);
        return null;
    }

    /// <summary>Whether a token would be taken now.</summary>
    public async Task<bool> IsGoodAsync(Session session, string? token, CancellationToken ct) => await OwnerAsync(session, token, ct) is not null;

    /// <summary>Uses the token up for a new password and commits, or says why not; a password that is refused does not cost the token.</summary>
    public async Task<Error?> ResetAsync(Session session, string? token, string password, CancellationToken ct)
    {
        if (await OwnerAsync(session, token, ct) is not { } owner)
            return AccountErrors.InvalidToken;
        var hash = await passwords.HashAsync(password, owner, ct);
        if (hash.Error is { } refusal)
            return refusal;
        if (await tokens.UseAsync(session, token!, AccountTokens.ResetPassword, ct) is null)
            return AccountErrors.InvalidToken;
        await passwords.ResetAsync(session, owner, hash.Value, ct);
        await session.CommitAsync(ct);
        return null;
    }

    private async Task<Mailbox?> OwnerAsync(Session session, string? text, CancellationToken ct) =>
        OpaqueToken.TryParse(text, out var token)
        && await session.QuerySingleAsync(Find, row => (Guid?)row.GetGuid(0), ct, token.Hash, clock.GetUtcNow()) is { } userId
            ? await Mailbox.OfAsync(session, userId, ct)
            : null;
}
