using Commerce.Data;
using Commerce.Identity.Contracts;
using Commerce.Kernel;
using Commerce.Messaging;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Commerce.Identity;

/// <summary>Opens accounts: the user, its roles and the message about it in one transaction.</summary>
internal sealed class Registration(UserManager<User> users, AccountsContext accounts, TimeProvider clock)
{
    private const string NoteRegistered = "INSERT INTO security_events (id, user_id, kind, occurred_at) VALUES ($1, $2, 'registered', $3)";

    private const string NoteRepeated = """
        INSERT INTO security_events (id, user_id, kind, occurred_at)
        SELECT $1, id, 'registration-repeated', $2 FROM users WHERE normalized_email = $3
        """;

    /// <summary>Opens the account and commits.</summary>
    /// <returns>False when there is one with this address; its owner's record says that somebody tried.</returns>
    public async Task<bool> RegisterAsync(
        Session session, EmailAddress email, string displayName, string passwordHash, IEnumerable<string> roles, CancellationToken ct)
    {
        var user = User.Register(clock.NewId(), email, displayName, clock.GetUtcNow());
        user.PasswordHash = passwordHash;
        if (await TryCreateAsync(session, user, roles, ct))
        {
            session.Publish(new UserRegisteredV1(user.Id, user.RegisteredAt), user.Id);
            session.Write(NoteRegistered, clock.NewId(), user.Id, user.RegisteredAt);
            await session.CommitAsync(ct);
            return true;
        }

        // Costs the same commit as a new account does: who measures the time learns nothing.
        await session.DisposeAsync();
        session.Write(NoteRepeated, clock.NewId(), clock.GetUtcNow(), email.Normalized);
        await session.CommitAsync(ct);
        return false;
    }

    private async Task<bool> TryCreateAsync(Session session, User user, IEnumerable<string> roles, CancellationToken ct)
    {
        await accounts.JoinAsync(session, ct);
        try
        {
            var created = await users.CreateAsync(user);
            if (!created.Succeeded && created.Errors.All(e => e.Code.StartsWith("Duplicate", StringComparison.Ordinal)))
                return false;
            Demand(created);
            Demand(await users.AddToRolesAsync(user, roles));
            return true;
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return false; // registered by another call since it was looked for
        }
    }

    private static void Demand(IdentityResult result)
    {
        if (!result.Succeeded)
            throw new InvalidOperationException($"The account could not be opened: {result}.");
    }
}
