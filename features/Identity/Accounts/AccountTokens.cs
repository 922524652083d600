using Commerce.Data;

namespace Commerce.Identity;

/// <summary>Tokens that travel by mail: each proves once, for one purpose, that somebody reads the account's mailbox.</summary>
internal sealed class AccountTokens(TimeProvider clock)
{
    public const string ConfirmEmail = "confirm-email";
    public const string ResetPassword = "reset-password";
    public const string ChangeEmail = "change-email";
    public const string UndoEmailChange = "undo-email-change";
    public const string Unlock = "unlock";

    private const string Insert = "INSERT INTO account_tokens (hash, user_id, purpose, email, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)";
    private const string Replace = "DELETE FROM account_tokens WHERE user_id = $1 AND purpose = $2";
    private const string Use = "DELETE FROM account_tokens WHERE hash = $1 AND purpose = $2 AND expires_at > $3 RETURNING user_id, email, created_at";

    /// <summary>Queues a new token. But for those that take a change of address back, it replaces those of its kind.</summary>
    public string Issue(Session session, Guid userId, string purpose, TimeSpan lifetime, string? email = null)
    {
        var token = OpaqueToken.Generate();
        if (purpose != UndoEmailChange)
            session.Write(Replace, userId, purpose);
        session.Write(Insert, token.Hash, userId, purpose, email, clock.GetUtcNow(), clock.GetUtcNow() + lifetime);
        return token.Text;
    }

    /// <summary>Uses a token up within the session's transaction; null when it is not good, or no longer.</summary>
    public async Task<Used?> UseAsync(Session session, string text, string purpose, CancellationToken ct)
    {
        if (!OpaqueToken.TryParse(text, out var token))
            return null;
        await session.BeginAsync(ct);
        return await session.QuerySingleAsync(
            Use, row => new Used(row.GetGuid(0), row.IsDBNull(1) ? null : row.GetString(1), row.GetFieldValue<DateTimeOffset>(2)), ct, token.Hash, purpose, clock.GetUtcNow());
    }

    /// <summary>Whose token it was, which address it was about, and since when.</summary>
    public sealed record Used(Guid UserId, string? Email, DateTimeOffset IssuedAt);
}
