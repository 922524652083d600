using System.Text.Json;
using Commerce.Data;
using Commerce.Kernel;

namespace Commerce.EventStore;

/// <summary>Gathers a session's events and appends them, with their projections, in its batch.</summary>
internal sealed class EventBuffer(EventTypes types, TimeProvider clock, IInlineProjection[] projections) : ISessionParticipant
{
    private const string Insert = """
        INSERT INTO events (stream_id, version, stream_type, type, data, metadata, recorded_at)
        SELECT * FROM unnest($1::uuid[], $2::int[], $3::text[], $4::text[], $5::jsonb[], $6::jsonb[], $7::timestamptz[])
        """;

    private static readonly Error Conflict = new(409, "conflict", "Somebody else changed it at the same moment. Read it again.");

    private readonly List<(RecordedEvent Event, string StreamType)> _events = [];

    public IReadOnlyList<RecordedEvent> Append(string streamType, Guid streamId, int expectedVersion, IReadOnlyList<object> events, RequestContext cause)
    {
        var metadata = new EventMetadata(cause.CorrelationId, cause.CausationId, cause.UserId);
        var recordedAt = clock.GetUtcNow();
        var recorded = new List<RecordedEvent>(events.Count);
        for (var i = 0; i < events.Count; i++)
            recorded.Add(new RecordedEvent(streamId, expectedVersion + i + 1, types.NameOf(events[i]), events[i], metadata, recordedAt));
        _events.AddRange(recorded.Select(e => (e, streamType)));
        return recorded;
    }

    public void BeforeFlush(Session session)
    {
        if (_events.Count == 0)
            return;
        session.WhenDuplicate("events_stream_version", Conflict);
        session.Write(
            Insert,
            _events.ConvertAll(e => e.Event.StreamId).ToArray(),
            _events.ConvertAll(e => e.Event.Version).ToArray(),
            _events.ConvertAll(e => e.StreamType).ToArray(),
            _events.ConvertAll(e => e.Event.Name).ToArray(),
            Pg.Jsonb(_events.ConvertAll(e => types.Write(e.Event.Data)).ToArray()),
            Pg.Jsonb(_events.ConvertAll(e => JsonSerializer.Serialize(e.Event.Metadata, JsonSerializerOptions.Web)).ToArray()),
            _events.ConvertAll(e => e.Event.RecordedAt).ToArray());

        var appended = _events.ConvertAll(e => e.Event);
        _events.Clear();
        foreach (var projection in projections)
            projection.Project(appended, session);
    }

    public void Committed()
    {
        // Nothing waits for events: what follows from them travels by the outbox.
    }
}

internal sealed class EventBufferFactory(EventTypes types, TimeProvider clock, IEnumerable<IInlineProjection> projections) : ISessionParticipantFactory
{
    private readonly IInlineProjection[] _projections = [.. projections];

    public ISessionParticipant Create() => new EventBuffer(types, clock, _projections);
}
