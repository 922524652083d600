using Commerce.Data;

namespace Commerce.EventStore;

/// <summary>A read model that is written in the same transaction as the events it shows, so it is never behind.</summary>
public interface IInlineProjection
{
    /// <summary>Queues the writes for events that are about to be appended, in order.</summary>
    void Project(IReadOnlyList<RecordedEvent> events, Session session);
}
