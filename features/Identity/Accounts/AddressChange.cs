using Commerce.Data;
using Npgsql;

namespace Commerce.Identity;

/// <summary>Makes an address that was proved the account's.</summary>
internal static class AddressChange
{
    private const string Store = """
        UPDATE users SET email = $2, user_name = $2, normalized_email = $3, normalized_user_name = $3, email_confirmed = true, version = version + 1
        WHERE id = $1
        """;

    private const string ForgetPending = "DELETE FROM account_tokens WHERE user_id = $1 AND purpose IN ('change-email', 'confirm-email', 'reset-password')";

    /// <summary>Queues the change and what it makes void.</summary>
    public static void To(Session session, Guid userId, EmailAddress email)
    {
        session.Write(Store, userId, email.Value, email.Normalized);
        session.Write(ForgetPending, userId);
    }

    /// <summary>Commits, unless the address has become somebody else's meanwhile.</summary>
    public static async Task<bool> TryCommitAsync(Session session, CancellationToken ct)
    {
        try
        {
            await session.CommitAsync(ct);
            return true;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return false;
        }
    }
}
