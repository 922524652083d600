using Commerce.Data;
using Npgsql;

namespace Commerce.Identity;

/// <summary>Staff want somebody's account erased; another of them decides.</summary>
/// <param name="Email">Null once the account is erased, and so are the words of the request.</param>
/// <param name="Status">
/// <c>waiting</c> for somebody else's approval, <c>rejected</c>, <c>approved</c> until it is due, <c>withdrawn</c> when the account's owner keeps it, <c>erased</c>.
/// </param>
/// <param name="DueAt">Until when an approved one can be stopped.</param>
internal sealed record ErasureRequestView(
    Guid Id,
    Guid UserId,
    string? Email,
    string? DisplayName,
    string? Reason,
    Guid RequestedBy,
    string? RequestedByName,
    DateTimeOffset RequestedAt,
    string Status,
    Guid? DecidedBy,
    string? DecidedByName,
    DateTimeOffset? DecidedAt,
    string? DecisionReason,
    DateTimeOffset? DueAt)
{
    private const string Select = """
        SELECT * FROM (
            SELECT q.id, q.user_id, u.email, u.display_name AS owner, q.reason, q.requested_by, a.display_name AS requester, q.requested_at,
                   CASE WHEN q.decision IS NULL THEN 'waiting' WHEN q.decision = 'rejected' THEN 'rejected' WHEN e.id IS NULL THEN 'withdrawn'
                        WHEN e.erased_at IS NULL THEN 'approved' ELSE 'erased' END AS status,
                   q.decided_by, b.display_name AS decider, q.decided_at, q.decision_reason, e.due_at
            FROM erasure_requests q LEFT JOIN users u ON u.id = q.user_id LEFT JOIN users a ON a.id = q.requested_by
                LEFT JOIN users b ON b.id = q.decided_by LEFT JOIN account_erasures e ON e.id = q.erasure_id
        """;

    public static ErasureRequestView Example { get; } = new(
        Guid.Parse("019aa5c2-7d1e-7c3a-9b54-0f6f3c1d2e4b"), Profile.Example.Id, Profile.Example.Email, Profile.Example.DisplayName,
        "Letter of 12 March, ticket 4711", Guid.Parse("01963f2a-7c1e-7a55-8d2b-3f6c1d0e9a14"), "Sam Support",
        ErasureView.Example.RequestedAt, "waiting", null, null, null, null, null);

    /// <summary>The newest first.</summary>
    public static Task<List<ErasureRequestView>> ListAsync(
        Session session, Guid? userId, string? status, Guid? before, int count, CancellationToken ct) => session.QueryAsync(
        $"{Select} WHERE ($1::uuid IS NULL OR q.user_id = $1) AND ($2::uuid IS NULL OR q.id < $2)) AS r WHERE $3::text IS NULL OR status = $3 ORDER BY 1 DESC LIMIT $4",
        Read, ct, userId, before, status, count);

    public static Task<ErasureRequestView?> FindAsync(Session session, Guid id, CancellationToken ct) =>
        session.QuerySingleAsync($"{Select} WHERE q.id = $1) AS r", Read, ct, id);

    private static ErasureRequestView Read(NpgsqlDataReader row) => new(
        row.GetGuid(0),
        row.GetGuid(1),
        TextOf(row, 2),
        TextOf(row, 3),
        TextOf(row, 4),
        row.GetGuid(5),
        TextOf(row, 6),
        row.GetFieldValue<DateTimeOffset>(7),
        row.GetString(8),
        row.IsDBNull(9) ? null : row.GetGuid(9),
        TextOf(row, 10),
        row.IsDBNull(11) ? null : row.GetFieldValue<DateTimeOffset>(11),
        TextOf(row, 12),
        row.IsDBNull(13) ? null : row.GetFieldValue<DateTimeOffset>(13));

    private static string? TextOf(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
