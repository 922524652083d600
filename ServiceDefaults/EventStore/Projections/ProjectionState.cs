using Npgsql;

namespace Commerce.EventStore;

/// <summary>Where a projection stands.</summary>
/// <param name="Generation">How often it was built.</param>
/// <param name="Position">Every event up to here is shown.</param>
/// <param name="Head">The newest event.</param>
/// <param name="Poison">How many events it could not take.</param>
/// <param name="WaitingSince">When the oldest event that it does not show yet was recorded.</param>
/// <param name="LastRebuild">The rebuild that was asked for last.</param>
public sealed record ProjectionState(
    string Name, bool IsInline, int Version, int Generation, long Position, long Head, long Poison, DateTimeOffset? WaitingSince, Guid? LastRebuild);

/// <summary>An event that a projection could not take, and why.</summary>
public sealed record PoisonEvent(long Position, Guid StreamId, int Version, string Type, string Error, int Generation, DateTimeOffset FoundAt);

/// <summary>Building a projection anew beside the live one.</summary>
/// <param name="State"><c>requested</c>, <c>building</c>, <c>swapped</c>, <c>failed</c> or <c>cancelled</c>.</param>
/// <param name="Attempts">Failures since it last came forward.</param>
public sealed record Rebuild(
    Guid Id,
    string Projection,
    int Generation,
    string State,
    string RequestedBy,
    DateTimeOffset RequestedAt,
    string Reason,
    long Position,
    long Head,
    long Events,
    long Poison,
    int Attempts,
    string? LastError,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt,
    double? SwapMilliseconds,
    string? CancelledBy)
{
    internal static Rebuild Read(NpgsqlDataReader row, long head) => new(
        row.GetGuid(0), row.GetString(1), row.GetInt32(2), row.GetString(3), row.GetString(4), row.GetFieldValue<DateTimeOffset>(5), row.GetString(6),
        row.GetInt64(7), head, row.GetInt64(8), row.GetInt64(15), row.GetInt32(9),
        row.IsDBNull(10) ? null : row.GetString(10),
        row.IsDBNull(11) ? null : row.GetFieldValue<DateTimeOffset>(11),
        row.IsDBNull(12) ? null : row.GetFieldValue<DateTimeOffset>(12),
        row.IsDBNull(13) ? null : row.GetDouble(13),
        row.IsDBNull(14) ? null : row.GetString(14));
}
