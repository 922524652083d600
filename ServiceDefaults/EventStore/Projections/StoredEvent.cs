using System.Text.Json;
using Npgsql;

namespace Commerce.EventStore;

/// <summary>An event as it lies in the store; one that this code cannot read has the reason in its place.</summary>
internal sealed record StoredEvent(long Position, Guid StreamId, int Version, string Type, RecordedEvent? Event, Exception? Unreadable)
{
    public const string Columns = "position, stream_id, version, type, data, metadata, recorded_at";
    public const int ColumnCount = 7;

    public static StoredEvent Read(NpgsqlDataReader row, EventTypes types)
    {
        var (streamId, version, type) = (row.GetGuid(1), row.GetInt32(2), row.GetString(3));
        try
        {
            var data = types.Read(type, row.GetString(4));
            var metadata = JsonSerializer.Deserialize<EventMetadata>(row.GetString(5), JsonSerializerOptions.Web)!;
            var recorded = new RecordedEvent(streamId, version, types.NameOf(data), data, metadata, row.GetFieldValue<DateTimeOffset>(6));
            return new(row.GetInt64(0), streamId, version, type, recorded, null);
        }
        catch (Exception failure) when (failure is InvalidOperationException or JsonException or NotSupportedException)
        {
            return new(row.GetInt64(0), streamId, version, type, null, failure);
        }
    }
}
