using Commerce.Data;
using Commerce.Identity.Contracts;
using Commerce.Messaging;

namespace Commerce.Defaults;

/// <summary>
/// Identity ended sessions: the service refuses their access tokens until those expire by themselves. Whatever arrives twice, late or in
/// another order changes nothing, as a session that ended never begins again.
/// </summary>
public sealed class ApplySessionRevocations : IMessageHandler<SessionRevokedV1>
{
    private const string Upsert = """
        INSERT INTO revoked_sessions AS known (session_id, until)
        SELECT session_id, max(until) FROM unnest($1, $2) AS said (session_id, until) GROUP BY session_id ORDER BY session_id
        ON CONFLICT (session_id) DO UPDATE SET until = excluded.until WHERE known.until < excluded.until
        """;

    /// <inheritdoc/>
    public Task HandleAsync(IReadOnlyList<Received<SessionRevokedV1>> messages, Session session, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ArgumentNullException.ThrowIfNull(session);
        Refuse(session, [.. messages.Select(m => m.Message)]);
        return Task.CompletedTask;
    }

    /// <summary>Queues that the tokens of these sessions are refused here; Identity does so in the transaction that ends them.</summary>
    public static void Refuse(Session session, IReadOnlyCollection<SessionRevokedV1> ended)
    {
        ArgumentNullException.ThrowIfNull(session);
        session.Write(Upsert, ended.Select(e => e.SessionId).ToArray(), ended.Select(e => e.Until).ToArray());
    }
}
