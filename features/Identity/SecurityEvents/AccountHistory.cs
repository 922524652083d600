using Commerce.Data;
using Commerce.Identity.Contracts;
using Commerce.Kernel;
using Commerce.Messaging;

namespace Commerce.Identity;

/// <summary>What happened to an account's safety: kept for its owner, and told to the audit trail, in the transaction in which it happens.</summary>
internal sealed class AccountHistory(TimeProvider clock)
{
    private const string Insert = "INSERT INTO security_events (id, user_id, kind, occurred_at) VALUES ($1, $2, $3, $4)";

    /// <summary>Queues the note.</summary>
    public void Note(Session session, Guid userId, string kind)
    {
        var noted = new SecurityEventV1(clock.NewId(), userId, kind, clock.GetUtcNow());
        session.Write(Insert, noted.EventId, userId, kind, noted.OccurredAt);
        session.Publish(noted, userId);
    }
}
