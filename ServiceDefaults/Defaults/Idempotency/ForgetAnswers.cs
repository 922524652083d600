using Commerce.Data;

namespace Commerce.Defaults;

/// <summary>Forgetting somebody's stored answers before their time.</summary>
public static class ForgetAnswers
{
    /// <summary>Deletes, with the session, what was kept for repeated calls of this person.</summary>
    /// <returns>How many answers that were.</returns>
    public static async Task<long> ForgetAnswersAsync(this Session session, Guid userId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(session);
        await session.BeginAsync(ct);
        return await session.QuerySingleAsync(
            "WITH gone AS (DELETE FROM idempotency_keys WHERE starts_with(scope, $1) RETURNING 1) SELECT count(*) FROM gone",
            row => row.GetInt64(0), ct, $"{userId} ");
    }
}
