using System.Net;
using Commerce.Data;
using Commerce.Kernel;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Commerce.Identity;

/// <summary>Checks an address and a password. When they are right it starts a session, or asks for the account's second factor.</summary>
internal sealed class Credentials(
    PasswordHashing passwords, LoginTries tries, LoginSessions sessions, SecondFactors secondFactors, LoginNotices notices, AccountMails mails, AccountHistory history,
    RefusedLogIns refused, IOptions<SecondFactorOptions> options, IOptions<AccountOptions> accounts, TimeProvider clock)
{
    private const string Find = """
        SELECT u.id, u.password_hash, u.lockout_end,
               ARRAY(SELECT r.name FROM user_roles ur JOIN roles r ON r.id = ur.role_id WHERE ur.user_id = u.id ORDER BY r.name),
               session_roles(u.id, '{pwd}', $2), u.email_confirmed, u.disabled_at IS NOT NULL
        FROM users u WHERE u.normalized_email = $1
        """;

    private const string FindById = "SELECT normalized_email, password_hash FROM users WHERE id = $1";
    private const string StoreRehashed = "UPDATE users SET password_hash = $3 WHERE id = $1 AND password_hash = $2";

    public Task<Result<FirstFactor>> SignInAsync(Session session, EmailAddress email, string password, IPAddress? address, CancellationToken ct) =>
        passwords.InTurnAsync(email.Normalized, turn => CheckAsync(session, email, password, address, turn), ct);

    /// <summary>Counts a try and checks the password of somebody who is signed in already; null when it is right. Queues what that changes.</summary>
    public async Task<Error?> ProveAsync(Session session, Guid userId, string password, IPAddress? address, CancellationToken ct)
    {
        if (await session.QuerySingleAsync(FindById, row => new Known(row.GetString(0), row.IsDBNull(1) ? null : row.GetString(1)), ct, userId) is not { } known)
            return AccountErrors.InvalidCredentials;
        var proved = await passwords.InTurnAsync<LoginTry>(known.NormalizedEmail, turn => CheckAsync(session, known, password, address, turn), ct);
        if (proved.Error is null)
            LoginTries.Succeeded(session, proved.Value);
        return proved.Error;
    }

    private async Task<Result<LoginTry>> CheckAsync(Session session, Known known, string password, IPAddress? address, CancellationToken ct)
    {
        var tried = await tries.TakeAsync(session, known.NormalizedEmail, address, ct);
        if (tried.Error is null && passwords.Verify(known.PasswordHash, password) == PasswordVerificationResult.Failed)
            return AccountErrors.InvalidCredentials;
        return tried;
    }

    private async Task<Result<FirstFactor>> CheckAsync(Session session, EmailAddress email, string password, IPAddress? address, CancellationToken ct)
    {
        var tried = await tries.TakeAsync(session, email.Normalized, address, ct);
        if (tried.Error is { } refusal)
        {
            refused.Note(RefusedLogIns.TooManyTries);
            return refusal;
        }

        var account = await session.QuerySingleAsync(
            Find,
            row => new Account(
                row.GetGuid(0),
                row.IsDBNull(1) ? null : row.GetString(1),
                row.IsDBNull(2) ? null : row.GetFieldValue<DateTimeOffset>(2),
                row.GetFieldValue<string[]>(3),
                row.GetFieldValue<string[]>(4),
                row.GetBoolean(5),
                row.GetBoolean(6)),
            ct,
            email.Normalized,
            options.Value.RequiredForStaff);
        var verdict = passwords.Verify(account?.PasswordHash, password);
        if (account is null || verdict == PasswordVerificationResult.Failed || account.LockedUntil > clock.GetUtcNow())
        {
            refused.Note(account is null ? RefusedLogIns.UnknownAccount : account.IsDisabled ? RefusedLogIns.Disabled : RefusedLogIns.WrongPassword);
            if (tried.Value.IsLastOfAccount)
                await TellOfLockAsync(session, email, ct);
            return AccountErrors.InvalidCredentials;
        }

        if (accounts.Value.ConfirmBeforeLogin && !account.IsConfirmed)
        {
            refused.Note(RefusedLogIns.Unconfirmed);
            return AccountErrors.InvalidCredentials;
        }

        LoginTries.Succeeded(session, tried.Value);
        if (verdict == PasswordVerificationResult.SuccessRehashNeeded)
            session.Write(StoreRehashed, account.Id, account.PasswordHash, passwords.Rehash(password));
        var methods = await SecondFactors.MethodsAsync(session, account.Id, ct);
        if (methods.Count == 0)
            await notices.NoticeAsync(session, account.Id, ct);
        var answer = methods.Count > 0
            ? FirstFactor.Of(secondFactors.Ask(session, account.Id, methods, "pwd"))
            : FirstFactor.Of(sessions.Start(session, account.Id, account.Carried, "pwd"), mustEnrol: !account.Carried.SequenceEqual(account.Roles));
        await session.CommitAsync(ct);
        return answer;
    }

    // Takes as many steps for an address that nobody has.
    private async Task TellOfLockAsync(Session session, EmailAddress email, CancellationToken ct)
    {
        if (await Mailbox.OfAsync(session, email, ct) is { } owner)
        {
            mails.Locked(session, owner);
            history.Note(session, owner.UserId, "locked");
            refused.NoteLocked();
        }
        else
        {
            LoginTries.Untouched(session);
        }

        await session.CommitAsync(ct);
    }

    private sealed record Known(string NormalizedEmail, string? PasswordHash);

    private sealed record Account(Guid Id, string? PasswordHash, DateTimeOffset? LockedUntil, IReadOnlyList<string> Roles, IReadOnlyList<string> Carried, bool IsConfirmed, bool IsDisabled);
}
