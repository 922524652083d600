using System.Text.Json;
using Commerce.Data;
using Npgsql;

namespace Commerce.EventStore;

/// <summary>Reading event streams within a session.</summary>
public sealed class EventStreams(EventTypes types)
{
    private const string Columns = "stream_id, version, type, data, metadata, recorded_at";

    /// <summary>A stream's events in order; none when there is no such stream.</summary>
    public async Task<IReadOnlyList<RecordedEvent>> LoadAsync(Session session, Guid streamId, CancellationToken ct) =>
        await session.QueryAsync($"SELECT {Columns} FROM events WHERE stream_id = $1 ORDER BY version", Read, ct, streamId);

    /// <summary>Several streams in one read.</summary>
    public async Task<IReadOnlyDictionary<Guid, List<RecordedEvent>>> LoadAsync(Session session, IReadOnlyCollection<Guid> streamIds, CancellationToken ct)
    {
        var events = await session.QueryAsync(
            $"SELECT {Columns} FROM events WHERE stream_id = ANY($1) ORDER BY stream_id, version", Read, ct, streamIds.ToArray());
        return events.GroupBy(e => e.StreamId).ToDictionary(g => g.Key, g => g.ToList());
    }

    private RecordedEvent Read(NpgsqlDataReader row)
    {
        var data = types.Read(row.GetString(2), row.GetString(3));
        return new(
            row.GetGuid(0),
            row.GetInt32(1),
            types.NameOf(data),
            data,
            JsonSerializer.Deserialize<EventMetadata>(row.GetString(4), JsonSerializerOptions.Web)!,
            row.GetFieldValue<DateTimeOffset>(5));
    }
}
