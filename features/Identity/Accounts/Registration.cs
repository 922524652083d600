using Commerce.Data;
using Commerce.Identity.Contracts;
using Commerce.Kernel;
using Commerce.Messaging;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Commerce.Identity;

/// <summary>Opens accounts: the user, its roles and the message about it in one transaction.</summary>
internal sealed class Registration(
    UserManager<User> users, AccountsContext accounts, AccountHistory history, AccountMails mails, TimeProvider clock)
{
    private const string IsTold = "SELECT EXISTS (SELECT 1 FROM outgoing_messages WHERE user_id = $1 AND template = 'registered-again' AND created_at > $2)";

    // Nobody shall fill a stranger's mailbox.
    private static readonly TimeSpan NoticeEvery = TimeSpan.FromHours(1);

    /// <summary>Opens the account and commits.</summary>
    /// <returns>False when there is one with this address; its owner's record says that somebody tried.</returns>
    public async Task<bool> RegisterAsync(
        Session session, EmailAddress email, string displayName, string passwordHash, IEnumerable<string> roles, CancellationToken ct,
        bool isConfirmed = false)
    {
        var user = User.Register(clock.NewId(), email, displayName, clock.GetUtcNow());
        user.PasswordHash = passwordHash;
        user.EmailConfirmed = isConfirmed;
        if (await TryCreateAsync(session, user, roles, ct))
        {
            session.Publish(new UserRegisteredV1(user.Id, user.RegisteredAt), user.Id);
            history.Note(session, user.Id, "registered");
            if (!isConfirmed)
                mails.ConfirmEmail(session, new(user.Id, email.Value, displayName, IsConfirmed: false));
            await session.CommitAsync(ct);
            return true;
        }

        // Costs the same commit as a new account does: who measures the time learns nothing.
        await session.DisposeAsync();
        if (await Mailbox.OfAsync(session, email, ct) is { } owner)
        {
            history.Note(session, owner.UserId, "registration-repeated");
            if (!await session.QuerySingleAsync(IsTold, row => row.GetBoolean(0), ct, owner.UserId, clock.GetUtcNow() - NoticeEvery))
                mails.RegisteredAgain(session, owner);
        }

        await session.CommitAsync(ct);
        return false;
    }

    /// <summary>Opens an account for somebody of whom it is known that they read its mail, such as another issuer vouches for. The caller commits.</summary>
    /// <returns>Null when there is one with this address; nothing is left of the session then.</returns>
    public async Task<Guid?> TryOpenProvedAsync(
        Session session, EmailAddress email, string? name, CancellationToken ct, string? passwordHash = null, IReadOnlyList<string>? roles = null)
    {
        var displayName = DisplayName.Accepts(name) ? name! : email.Value.Split('@')[0];
        var user = User.Register(clock.NewId(), email, displayName, clock.GetUtcNow());
        user.PasswordHash = passwordHash;
        user.EmailConfirmed = true;
        if (!await TryCreateAsync(session, user, roles ?? [Role.Customer], ct))
        {
            await session.DisposeAsync();
            return null;
        }

        session.Publish(new UserRegisteredV1(user.Id, user.RegisteredAt), user.Id);
        history.Note(session, user.Id, "registered");
        return user.Id;
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
