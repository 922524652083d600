using System.Net;
using Commerce.Data;
using Commerce.Kernel;
using Microsoft.AspNetCore.Identity;

namespace Commerce.Identity;

/// <summary>Checks an address and a password, and starts a session when they are right.</summary>
internal sealed class Credentials(PasswordHashing passwords, LoginTries tries, LoginSessions sessions, TimeProvider clock)
{
    private const string Find = """
        SELECT u.id, u.password_hash, u.lockout_end,
               ARRAY(SELECT r.name FROM user_roles ur JOIN roles r ON r.id = ur.role_id WHERE ur.user_id = u.id ORDER BY r.name)
        FROM users u WHERE u.normalized_email = $1
        """;

    private const string StoreRehashed = "UPDATE users SET password_hash = $3 WHERE id = $1 AND password_hash = $2";

    public Task<Result<SignedIn>> SignInAsync(Session session, EmailAddress email, string password, IPAddress? address, CancellationToken ct) =>
        passwords.InTurnAsync(email.Normalized, turn => CheckAsync(session, email, password, address, turn), ct);

    private async Task<Result<SignedIn>> CheckAsync(Session session, EmailAddress email, string password, IPAddress? address, CancellationToken ct)
    {
        var tried = await tries.TakeAsync(session, email.Normalized, address, ct);
        if (tried.Error is { } refusal)
            return refusal;

        var account = await session.QuerySingleAsync(
            Find,
            row => new Account(
                row.GetGuid(0),
                row.IsDBNull(1) ? null : row.GetString(1),
                row.IsDBNull(2) ? null : row.GetFieldValue<DateTimeOffset>(2),
                row.GetFieldValue<string[]>(3)),
            ct,
            email.Normalized);
        var verdict = passwords.Verify(account?.PasswordHash, password);
        if (account is null || verdict == PasswordVerificationResult.Failed || account.LockedUntil > clock.GetUtcNow())
            return AccountErrors.InvalidCredentials;

        LoginTries.Succeeded(session, tried.Value);
        if (verdict == PasswordVerificationResult.SuccessRehashNeeded)
            session.Write(StoreRehashed, account.Id, account.PasswordHash, passwords.Rehash(password));
        var signedIn = sessions.Start(session, account.Id, account.Roles, "pwd");
        await session.CommitAsync(ct);
        return signedIn;
    }

    private sealed record Account(Guid Id, string? PasswordHash, DateTimeOffset? LockedUntil, IReadOnlyList<string> Roles);
}
