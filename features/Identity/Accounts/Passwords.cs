using Commerce.Data;
using Commerce.Kernel;

namespace Commerce.Identity;

/// <summary>Puts a new password in place of the old one, with all that must follow from it. The caller commits.</summary>
internal sealed class Passwords(PasswordHashing hashing, SessionRevocations revocations, AccountHistory history, AccountMails mails)
{
    private const string Store = "UPDATE users SET password_hash = $2 WHERE id = $1";
    private const string StoreProved = "UPDATE users SET password_hash = $2, email_confirmed = true WHERE id = $1";
    private const string ForgetResets = "DELETE FROM account_tokens WHERE user_id = $1 AND purpose IN ('reset-password', 'unlock')";

    // Who was asked for a second factor has given the password that is void now.
    private const string ForgetChallenges = "DELETE FROM login_challenges WHERE user_id = $1";

    // Whoever reads the mailbox has just shown it: a code to the same mailbox proves nothing more.
    private const string ForgetMailedCodes = "DELETE FROM second_factors WHERE user_id = $1 AND method = 'email' RETURNING confirmed_at IS NOT NULL";

    // What somebody set up who registered with an address that was not proved to be theirs goes to whoever proves that it is.
    private static readonly string[] ForgetStrangers =
    [
        "DELETE FROM second_factors WHERE user_id = $1",
        "DELETE FROM recovery_codes WHERE user_id = $1",
        "DELETE FROM account_tokens WHERE user_id = $1",
        "DELETE FROM external_logins WHERE user_id = $1",
        "DELETE FROM passkeys WHERE user_id = $1",
    ];

    /// <summary>The hash to store, or why the password is not good enough.</summary>
    public async Task<Result<string>> HashAsync(string password, Mailbox owner, CancellationToken ct) =>
        PasswordRules.Check(password, owner.Email) is { } fault ? AccountErrors.InvalidPassword(fault) : await hashing.HashAsync(password, ct);

    /// <summary>By somebody who has proved that they read the account's mail.</summary>
    public async Task ResetAsync(Session session, Mailbox owner, string hash, CancellationToken ct)
    {
        session.Write(StoreProved, owner.UserId, hash);
        session.Write(ForgetResets, owner.UserId);
        session.Write(ForgetChallenges, owner.UserId);
        if (!owner.IsConfirmed)
            foreach (var statement in ForgetStrangers)
                session.Write(statement, owner.UserId);
        await TakeMailedCodesOffAsync(session, owner, ct);
        LoginTries.Unlock(session, EmailAddress.Parse(owner.Email).Normalized);
        await revocations.EndAllAsync(session, owner.UserId, SessionEnds.PasswordChanged, ct);
        history.Note(session, owner.UserId, "password-reset");
        mails.PasswordChanged(session, owner);
    }

    /// <summary>By somebody who is signed in and knows the old one; their own session goes on.</summary>
    public async Task ChangeAsync(Session session, Mailbox owner, string hash, Guid? currentSession, CancellationToken ct)
    {
        session.Write(Store, owner.UserId, hash);
        session.Write(ForgetResets, owner.UserId);
        session.Write(ForgetChallenges, owner.UserId);
        await revocations.EndAllAsync(session, owner.UserId, SessionEnds.PasswordChanged, ct, currentSession);
        history.Note(session, owner.UserId, "password-changed");
        mails.PasswordChanged(session, owner);
    }

    private async Task TakeMailedCodesOffAsync(Session session, Mailbox owner, CancellationToken ct)
    {
        await session.BeginAsync(ct);
        if (!await session.QuerySingleAsync(ForgetMailedCodes, row => row.GetBoolean(0), ct, owner.UserId))
            return;
        RecoveryCodes.LeaveWithLastFactor(session, owner.UserId);
        history.Note(session, owner.UserId, "second-factor-removed");
        mails.SecondFactorsChanged(session, owner, "Codes by e-mail were switched off, because your password was reset by e-mail. You can switch them on again");
    }
}
