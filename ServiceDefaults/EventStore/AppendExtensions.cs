using Commerce.Data;

namespace Commerce.EventStore;

/// <summary>Appending events as part of a session.</summary>
public static class AppendExtensions
{
    /// <summary>Appends when the session commits, if nobody appended since <paramref name="expectedVersion"/>; 0 starts a stream.</summary>
    /// <remarks>A lost race surfaces as <see cref="ConflictException"/> from the session's flush or commit.</remarks>
    /// <returns>The events as they will be recorded.</returns>
    public static IReadOnlyList<RecordedEvent> Append(
        this Session session, string streamType, Guid streamId, int expectedVersion, IReadOnlyList<object> events, RequestContext? causedBy = null) =>
        session.Participant<EventBuffer>().Append(streamType, streamId, expectedVersion, events, causedBy ?? session.Context);
}
