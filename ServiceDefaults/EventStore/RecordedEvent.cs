using System.Text.Json.Serialization;

namespace Commerce.EventStore;

/// <summary>An event and where it stands in its stream.</summary>
/// <param name="Version">1 for the first event of a stream.</param>
/// <param name="Name">The name that such events are written by today.</param>
/// <param name="Data">The event itself.</param>
public sealed record RecordedEvent(Guid StreamId, int Version, string Name, object Data, EventMetadata Metadata, DateTimeOffset RecordedAt);

/// <summary>Who and what caused an event.</summary>
/// <param name="ActorId">Who acted in that person's name.</param>
public sealed record EventMetadata(
    string CorrelationId,
    Guid? CausationId,
    string? UserId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ActorId = null);
