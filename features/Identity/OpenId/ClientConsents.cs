using Commerce.Data;

namespace Commerce.Identity;

/// <summary>Remembers what people let other companies' applications know of them.</summary>
internal sealed class ClientConsents(TimeProvider clock)
{
    private const string Find = "SELECT scope FROM client_consents WHERE user_id = $1 AND client_id = $2";

    private const string Grant = """
        INSERT INTO client_consents AS c (user_id, client_id, scope, granted_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (user_id, client_id) DO UPDATE SET
            scope = ARRAY(SELECT DISTINCT s FROM unnest(c.scope || excluded.scope) s ORDER BY s), granted_at = excluded.granted_at
        """;

    /// <summary>Whether the person has agreed to all of this before.</summary>
    public static async Task<bool> CoverAsync(Session session, Guid userId, AuthorizeRequest request, CancellationToken ct) =>
        await session.QuerySingleAsync(Find, row => row.GetFieldValue<string[]>(0), ct, userId, request.Client.Id) is { } agreed
        && !request.Scopes.Except(agreed).Any();

    /// <summary>Queues that the person agrees, to what they agreed to before and to this.</summary>
    public void Give(Session session, Guid userId, AuthorizeRequest request) =>
        session.Write(Grant, userId, request.Client.Id, request.Scopes.ToArray(), clock.GetUtcNow());
}
