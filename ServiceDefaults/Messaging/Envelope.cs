using System.Text.Json;
using System.Text.Json.Serialization;

namespace Commerce.Messaging;

/// <summary>What travels on the event log: a message and where it comes from.</summary>
/// <param name="EventId">Unique per message; consumers recognise duplicates by it.</param>
/// <param name="EventType">The stored name, such as <c>ordering.order-placed.v1</c>.</param>
/// <param name="EventVersion">The number behind <c>.v</c> in the name.</param>
public sealed record Envelope(
    Guid EventId,
    string EventType,
    string AggregateId,
    string AggregateType,
    int EventVersion,
    DateTimeOffset EventTime,
    JsonElement Data,
    EnvelopeMetadata Metadata);

/// <summary>Who and what caused the message.</summary>
/// <param name="ActorId">Who acted in that person's name, such as a member of staff who sees a shopper's account as the shopper does.</param>
public sealed record EnvelopeMetadata(
    string CorrelationId,
    Guid? CausationId = null,
    string? UserId = null,
    [property: JsonPropertyName("traceparent")] string? TraceParent = null,
    string? ActorId = null);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Envelope))]
internal sealed partial class EnvelopeJson : JsonSerializerContext;
