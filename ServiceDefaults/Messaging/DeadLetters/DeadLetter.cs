namespace Commerce.Messaging;

/// <summary>Where a message that could not be handled stands.</summary>
public enum DeadLetterStatus
{
    /// <summary>It failed and will be tried again by itself.</summary>
    Retrying,

    /// <summary>All tries failed; somebody must look at it.</summary>
    Dead,

    /// <summary>It has had its effect after all.</summary>
    Replayed,

    /// <summary>Somebody decided that it shall have no effect. It can still be replayed.</summary>
    Discarded,
}

/// <summary>A message that could not be handled, with all it takes to understand and replay it.</summary>
/// <param name="EventType">Null when not even that could be read.</param>
/// <param name="Envelope">The message as it arrived.</param>
/// <param name="Edited">What is replayed instead, if somebody mended it.</param>
/// <param name="Error">The last failure in full.</param>
/// <param name="Fingerprint">The same for failures with the same cause.</param>
/// <param name="Attempts">How often handling it was tried in all.</param>
/// <param name="Version">Counts its changes; for conditional writes.</param>
public sealed record DeadLetter(
    long Id, DeadLetterStatus Status, Guid? MessageId, string? EventType, string Topic, string Key, int? Partition, long? Position,
    string Envelope, string? Edited, string Error, string Fingerprint, int Attempts, int Retries, DateTimeOffset? RetryAt,
    DateTimeOffset DeadAt, DateTimeOffset ChangedAt, int Version)
{
    internal LogMessage ToMessage() => new(Topic, Partition ?? 0, Position ?? 0, Key, MessageId ?? Guid.Empty, Edited ?? Envelope);
}

/// <summary>Dead letters with the same cause.</summary>
/// <param name="Error">The first line of the latest failure.</param>
/// <param name="PerHour">How many came in each of the last 24 hours; the last number is the hour that ends now.</param>
public sealed record DeadLetterGroup(
    string Fingerprint, string? EventType, string Error, long Count, DateTimeOffset FirstAt, DateTimeOffset LastAt, IReadOnlyList<int> PerHour);

/// <summary>What somebody did to a dead letter.</summary>
/// <param name="Action"><c>edited</c>, <c>replayed</c>, <c>failed</c> or <c>discarded</c>.</param>
/// <param name="Actor">The user who did it, or <c>system</c>.</param>
public sealed record DeadLetterAction(string Action, string Actor, string? Detail, DateTimeOffset At);

/// <summary>Which dead letters are meant. What is null does not narrow.</summary>
/// <param name="Before">Only those with a lower id.</param>
public sealed record DeadLetterFilter(DeadLetterStatus? Status = null, string? Fingerprint = null, string? EventType = null, long? Before = null);
