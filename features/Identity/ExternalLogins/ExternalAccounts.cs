using Commerce.Data;
using Commerce.Kernel;
using Microsoft.Extensions.Options;

namespace Commerce.Identity;

/// <summary>Whose account another issuer's login leads to. An address there leads to nobody's: only its owner, signed in, links the two.</summary>
internal sealed class ExternalAccounts(
    Registration registration, SecondFactors secondFactors, LoginSessions sessions, LoginNotices notices, AccountHistory history,
    IOptions<AccountOptions> options, TimeProvider clock)
{
    public const int MaxSubjectLength = 255;
    private const string Method = "fed";

    private const string Find = """
        SELECT u.id, u.lockout_end IS NULL OR u.lockout_end <= $3, u.email_confirmed,
               ARRAY(SELECT r.name FROM user_roles ur JOIN roles r ON r.id = ur.role_id WHERE ur.user_id = u.id ORDER BY r.name)
        FROM external_logins l JOIN users u ON u.id = l.user_id WHERE l.provider = $1 AND l.subject = $2
        """;

    private const string Insert = "INSERT INTO external_logins (provider, subject, user_id, linked_at) VALUES ($1, $2, $3, $4)";

    // The session that asked must still go on: whoever was signed out meanwhile links nothing.
    private const string InsertForSession = """
        INSERT INTO external_logins (provider, subject, user_id, linked_at)
        SELECT $1, $2, s.user_id, $4 FROM sessions s JOIN users u ON u.id = s.user_id
        WHERE s.id = $3 AND s.revoked_at IS NULL AND s.expires_at > $4 AND (u.lockout_end IS NULL OR u.lockout_end <= $4)
        """;

    /// <summary>Signs in whom this login leads to, opening an account if it is nobody's yet, and commits.</summary>
    /// <exception cref="ConflictException">It was linked meanwhile; nothing was written.</exception>
    public async Task<Result<FirstFactor>> SignInAsync(Session session, ExternalProvider provider, ExternalPerson person, CancellationToken ct)
    {
        if (await FindAsync(session, provider, person, ct) is { } known)
            return await GreetAsync(session, known, ct);
        if (!EmailAddress.TryParse(person.Email, out var email))
            return ExternalLoginErrors.AddressUnverified;
        if (await registration.TryOpenProvedAsync(session, email, person.Name, ct) is { } userId)
        {
            Duplicates(session);
            session.Write(Insert, provider.Name, person.Subject, userId, clock.GetUtcNow());
            history.Note(session, userId, "external-login-added");
            return await GreetAsync(session, new(userId, IsOpen: true, IsConfirmed: true, [Role.Customer]), ct);
        }

        // Two tabs of one person: the other one has opened the account.
        return await FindAsync(session, provider, person, ct) is { } opened
            ? await GreetAsync(session, opened, ct)
            : ExternalLoginErrors.AddressTaken;
    }

    /// <summary>Links the login to the account of a session that asked for it, and commits.</summary>
    /// <exception cref="ConflictException">It is linked already, or the session is over; nothing was written.</exception>
    public async Task LinkAsync(Session session, ExternalProvider provider, ExternalPerson person, Guid sessionId, CancellationToken ct)
    {
        Duplicates(session);
        session.WriteOne(ExternalLoginErrors.SessionOver, InsertForSession, provider.Name, person.Subject, sessionId, clock.GetUtcNow());
        if (await session.QuerySingleAsync("SELECT user_id FROM sessions WHERE id = $1", row => row.GetGuid(0), ct, sessionId) is var owner && owner != Guid.Empty)
            await secondFactors.TellAsync(session, owner, "external-login-added", $"Signing in with {provider.DisplayName} was added", ct);
        await session.CommitAsync(ct);
    }

    private static void Duplicates(Session session)
    {
        session.WhenDuplicate("external_logins_pkey", ExternalLoginErrors.AlreadyLinked);
        session.WhenDuplicate("external_logins_user", ExternalLoginErrors.AlreadyLinked);
    }

    private async Task<Account?> FindAsync(Session session, ExternalProvider provider, ExternalPerson person, CancellationToken ct) =>
        await session.QuerySingleAsync(
            Find, row => new Account(row.GetGuid(0), row.GetBoolean(1), row.GetBoolean(2), row.GetFieldValue<string[]>(3)), ct,
            provider.Name, person.Subject, clock.GetUtcNow());

    private async Task<Result<FirstFactor>> GreetAsync(Session session, Account account, CancellationToken ct)
    {
        if (!account.IsOpen || (options.Value.ConfirmBeforeLogin && !account.IsConfirmed))
            return ExternalLoginErrors.AccountClosed;
        await session.FlushAsync(ct); // the roles of an account that is being opened are read below
        var methods = await SecondFactors.MethodsAsync(session, account.Id, ct);
        FirstFactor answer;
        if (methods.Count > 0)
        {
            answer = FirstFactor.Of(secondFactors.Ask(session, account.Id, methods, Method));
        }
        else
        {
            await notices.NoticeAsync(session, account.Id, ct);
            var carried = await secondFactors.RolesAsync(session, account.Id, [Method], ct);
            answer = FirstFactor.Of(sessions.Start(session, account.Id, carried, Method), mustEnrol: !carried.SequenceEqual(account.Roles));
        }

        await session.CommitAsync(ct);
        return answer;
    }

    private sealed record Account(Guid Id, bool IsOpen, bool IsConfirmed, IReadOnlyList<string> Roles);
}
