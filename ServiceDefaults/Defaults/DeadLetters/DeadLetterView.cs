using System.Text.Json;
using Commerce.Kernel;
using Commerce.Messaging;

namespace Commerce.Defaults;

/// <summary>A dead letter as staff see it.</summary>
/// <param name="Message">What would be replayed; null when it is not even JSON.</param>
/// <param name="Raw">The message as it arrived, to the letter.</param>
/// <param name="Error">The last failure, in full.</param>
/// <param name="RetryAt">When it is tried again by itself.</param>
/// <param name="Version">What its <c>ETag</c> says, for editing.</param>
internal sealed record DeadLetterView(
    long Id, string Status, Guid? MessageId, string? EventType, string Topic, string Key, int? Partition, long? Position,
    JsonElement? Message, string Raw, bool IsEdited, string Error, string Fingerprint, int Attempts, DateTimeOffset? RetryAt,
    DateTimeOffset DeadAt, DateTimeOffset ChangedAt, int Version)
{
    private static readonly DateTimeOffset s_exampleTime = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private static readonly string s_exampleMessage =
        """
        {"eventId":"019a2b6c-0000-7000-8000-000000000001","eventType":"inventory.ship-stock.v1","aggregateId":"019aa5c2-7d1e-7c3a-9b54-0f6f3c1d2e4a","aggregateType":"order","eventVersion":1,"eventTime":"2026-05-04T12:00:00+00:00","data":{"orderId":"019aa5c2-7d1e-7c3a-9b54-0f6f3c1d2e4a"},"metadata":{"correlationId":"f2b1"}}
        """.Trim();

    public static Error InvalidStatus { get; } = new(422, "invalid_status", "The status is dead, retrying, replayed or discarded.")
    {
        Fields = [new("status", "invalid", "Must be dead, retrying, replayed or discarded.")],
    };

    public static DeadLetterGroup ExampleGroup { get; } = new(
        "5f0c1f0e9d3b7a21", "inventory.ship-stock.v1", "System.InvalidOperationException: The order does not hold what was shipped.", 3,
        s_exampleTime, s_exampleTime.AddMinutes(7), [.. Enumerable.Repeat(0, 23), 3]);

    public static DeadLetterView Example { get; } = Of(new(
        42, DeadLetterStatus.Dead, Guid.Parse("019a2b6c-0000-7000-8000-000000000001"), "inventory.ship-stock.v1", "inventory.commands",
        "019aa5c2-7d1e-7c3a-9b54-0f6f3c1d2e4a", 3, 1207, s_exampleMessage, null, "System.InvalidOperationException: The order does not hold what was shipped.",
        "5f0c1f0e9d3b7a21", 6, 3, null, s_exampleTime, s_exampleTime, 1));

    public static DeadLetterView Of(DeadLetter letter) => new(
        letter.Id, TextOf(letter.Status), letter.MessageId, letter.EventType, letter.Topic, letter.Key, letter.Partition, letter.Position,
        Parse(letter.Edited ?? letter.Envelope), letter.Envelope, letter.Edited is not null, letter.Error, letter.Fingerprint, letter.Attempts,
        letter.RetryAt, letter.DeadAt, letter.ChangedAt, letter.Version);

    /// <summary>Null when there is no such status.</summary>
    public static DeadLetterStatus? ReadStatus(string text) =>
        Enum.GetValues<DeadLetterStatus>().Cast<DeadLetterStatus?>().FirstOrDefault(status => TextOf(status!.Value) == text);

    private static string TextOf(DeadLetterStatus status) => status.ToString().ToLowerInvariant();

    private static JsonElement? Parse(string text)
    {
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
