using Commerce.Data;
using Commerce.Kernel;
using Npgsql;

namespace Commerce.Identity;

/// <summary>Somebody is asked to work here, with roles that whoever asks could give. It is open until it is accepted or withdrawn.</summary>
/// <param name="Status"><c>sent</c>, or <c>expired</c>: it can be sent again.</param>
internal sealed record Invitation(
    Guid Id, string Email, IReadOnlyList<string> Roles, Guid InvitedBy, string InvitedByName, DateTimeOffset InvitedAt, DateTimeOffset SentAt,
    DateTimeOffset ExpiresAt, string Status)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    private const string Select = """
        SELECT i.id, i.email, i.roles, i.invited_by, u.display_name, i.invited_at, i.sent_at, i.expires_at, i.expires_at > $1
        FROM staff_invitations i JOIN users u ON u.id = i.invited_by
        """;

    public static Invitation Example { get; } = new(
        Guid.Parse("01963f2a-7c1e-7a55-8d2b-3f6c1d0e9a15"), "sam@shop.example", ["support"], Profile.Example.Id, Profile.Example.DisplayName,
        Profile.Example.RegisteredAt, Profile.Example.RegisteredAt, Profile.Example.RegisteredAt + Lifetime, "sent");

    /// <summary>The newest first.</summary>
    public static Task<List<Invitation>> ListAsync(Session session, Guid? before, int count, DateTimeOffset now, CancellationToken ct) =>
        session.QueryAsync($"{Select} WHERE $2::uuid IS NULL OR i.id < $2 ORDER BY i.id DESC LIMIT $3", Read, ct, now, before, count);

    public static Task<Invitation?> FindAsync(Session session, Guid id, DateTimeOffset now, CancellationToken ct) =>
        session.QuerySingleAsync($"{Select} WHERE i.id = $2", Read, ct, now, id);

    /// <summary>That of a mailed token, while it is good.</summary>
    public static Task<Invitation?> FindAsync(Session session, OpaqueToken token, DateTimeOffset now, CancellationToken ct) =>
        session.QuerySingleAsync($"{Select} WHERE i.token_hash = $2 AND i.expires_at > $1", Read, ct, now, token.Hash);

    private static Invitation Read(NpgsqlDataReader row) => new(
        row.GetGuid(0),
        row.GetString(1),
        row.GetFieldValue<string[]>(2),
        row.GetGuid(3),
        row.GetString(4),
        row.GetFieldValue<DateTimeOffset>(5),
        row.GetFieldValue<DateTimeOffset>(6),
        row.GetFieldValue<DateTimeOffset>(7),
        row.GetBoolean(8) ? "sent" : "expired");
}

/// <summary>Refusals around invitations.</summary>
internal static class InvitationErrors
{
    public static Error NotFound { get; } = new(404, "identity.invitation_not_found", "There is no such invitation: it was accepted or withdrawn.");

    public static Error AlreadyInvited { get; } = new(409, "identity.invited_already", "This address is invited already: withdraw that invitation, or send it again.");

    public static Error HasAccount { get; } = new(409, "identity.account_exists", "There is an account with this address: give it the roles instead.");

    public static Error KeptElsewhere { get; } = new(409, "identity.accounts_kept_elsewhere", "The accounts of this shop are kept by its Keycloak: invite people there.");

    public static Error NoLongerBacked { get; } =
        new(409, "identity.invitation_not_backed", "Whoever invited you could not give these rights any more. Ask for a new invitation.");
}
