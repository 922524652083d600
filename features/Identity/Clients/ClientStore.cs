using Commerce.Data;

namespace Commerce.Identity;

/// <summary>Finds clients.</summary>
internal static class ClientStore
{
    /// <summary>The client of this id, if there is one and staff have not disabled it.</summary>
    public static async Task<Client?> FindActiveAsync(Session session, string? id, CancellationToken ct) =>
        id is { Length: > 0 and <= 63 } && await FindAsync(session, id, ct) is { DisabledAt: null } client ? client : null;

    public static Task<Client?> FindAsync(Session session, string id, CancellationToken ct) =>
        session.QuerySingleAsync($"SELECT {Client.Columns} FROM clients WHERE id = $1", Client.Read, ct, id);
}
