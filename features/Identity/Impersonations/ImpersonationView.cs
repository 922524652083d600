using Commerce.Data;

namespace Commerce.Identity;

/// <summary>Somebody of the staff who sees, or saw, the shop as a shopper does.</summary>
/// <param name="Status"><c>active</c>, <c>ended</c> or <c>expired</c>.</param>
/// <param name="EndedWhy">Why it ended before its time.</param>
internal sealed record ImpersonationView(
    Guid Id, Guid UserId, Guid StaffId, string Reason, string Status, DateTimeOffset StartedAt, DateTimeOffset ExpiresAt, DateTimeOffset? EndedAt, string? EndedWhy)
{
    public static ImpersonationView Example { get; } = new(
        Guid.Parse("01963f2a-7c1e-7a55-8d2b-3f6c1d0e9a21"), Profile.Example.Id, Guid.Parse("01963f2a-7c1e-7a55-8d2b-3f6c1d0e9a22"), "Ticket 4711: the cart shows a wrong price",
        "active", Profile.Example.RegisteredAt, Profile.Example.RegisteredAt.AddMinutes(15), null, null);

    /// <summary>The newest first.</summary>
    public static Task<List<ImpersonationView>> ListAsync(
        Session session, Guid? userId, Guid? staffId, bool activeOnly, Guid? after, int limit, DateTimeOffset now, CancellationToken ct)
    {
        var conditions = new Conditions();
        conditions.Add("user_id = {0}", userId);
        conditions.Add("staff_id = {0}", staffId);
        conditions.Add("(ended_at IS NULL AND expires_at > {0})", activeOnly ? now : (DateTimeOffset?)null);
        conditions.Add("id < {0}", after);
        return session.QueryAsync(
            $"SELECT id, user_id, staff_id, reason, started_at, expires_at, ended_at, ended_why FROM impersonations{conditions.Sql} ORDER BY id DESC LIMIT {limit}",
            row =>
            {
                var (expiresAt, endedAt) = (row.GetFieldValue<DateTimeOffset>(5), row.IsDBNull(6) ? (DateTimeOffset?)null : row.GetFieldValue<DateTimeOffset>(6));
                return new ImpersonationView(
                    row.GetGuid(0), row.GetGuid(1), row.GetGuid(2), row.GetString(3), endedAt is not null ? "ended" : expiresAt > now ? "active" : "expired",
                    row.GetFieldValue<DateTimeOffset>(4), expiresAt, endedAt, row.IsDBNull(7) ? null : row.GetString(7));
            },
            ct,
            conditions.Parameters);
    }
}
