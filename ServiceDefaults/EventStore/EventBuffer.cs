using System.Text.Json;
using Commerce.Data;
using Commerce.Kernel;

namespace Commerce.EventStore;

/// <summary>Gathers a session's events and appends them, with their projections, in its batch.</summary>
internal sealed class EventBuffer(EventTypes types, TimeProvider clock, IInlineProjection[] projections, ProjectionSignal signal) : ISessionParticipant
{
    // An event that follows a version nobody has written becomes version 0, which the table refuses: streams have no holes.
    // Looked up by a scalar subquery: for an EXISTS the planner may choose to hash the whole table.
    private const string Insert = """
        INSERT INTO events (stream_id, version, stream_type, type, data, metadata, recorded_at)
        SELECT n.stream_id,
            CASE WHEN n.follows = 0 OR (SELECT true FROM events e WHERE e.stream_id = n.stream_id AND e.version = n.follows) THEN n.version ELSE 0 END,
            n.stream_type, n.type, n.data, n.metadata, n.recorded_at
        FROM unnest($1::uuid[], $2::int[], $3::text[], $4::text[], $5::jsonb[], $6::jsonb[], $7::timestamptz[], $8::int[])
            AS n (stream_id, version, stream_type, type, data, metadata, recorded_at, follows)
        """;

    private static readonly Error Conflict = new(409, "conflict", "Somebody else changed it at the same moment. Read it again.");

    private readonly List<(RecordedEvent Event, string StreamType)> _events = [];
    private readonly Dictionary<Guid, (int Follows, int Last)> _streams = [];
    private bool _hasAppended;

    public IReadOnlyList<RecordedEvent> Append(string streamType, Guid streamId, int expectedVersion, IReadOnlyList<object> events, RequestContext cause)
    {
        if (events.Count == 0)
            return [];
        var stream = _streams.GetValueOrDefault(streamId, (Follows: expectedVersion, Last: expectedVersion));
        if (stream.Last != expectedVersion)
            throw new InvalidOperationException($"{streamType} {streamId} is at version {stream.Last} in this session, not {expectedVersion}.");
        _streams[streamId] = stream with { Last = expectedVersion + events.Count };

        var metadata = new EventMetadata(cause.CorrelationId, cause.CausationId, cause.UserId, cause.ActorId);
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
            _events.ConvertAll(e => e.Event.RecordedAt).ToArray(),
            _events.ConvertAll(e => _streams[e.Event.StreamId].Follows).ToArray());

        var appended = _events.ConvertAll(e => e.Event);
        _events.Clear();
        _streams.Clear();
        _hasAppended = true;
        foreach (var projection in projections)
            projection.Project(appended, session);
    }

    public void Committed()
    {
        if (_hasAppended)
            signal.Ring();
        _hasAppended = false;
    }
}

internal sealed class EventBufferFactory(
    EventTypes types, TimeProvider clock, IEnumerable<IInlineProjection> projections, ProjectionSignal signal) : ISessionParticipantFactory
{
    private readonly IInlineProjection[] _projections = [.. projections];

    public ISessionParticipant Create() => new EventBuffer(types, clock, _projections, signal);
}
