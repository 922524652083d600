using Commerce.Data;
using Commerce.Kernel;

namespace Commerce.Messaging.Tests;

/// <summary>A counter moved on; numbers of one counter are 1, 2, 3…</summary>
[Message("test.counted.v1", Topic = "counts", Aggregate = "counter")]
public sealed record CountedV1(string Counter, long Number, string? Note = null);

/// <summary>Shares the topic with <see cref="CountedV1"/>.</summary>
[Message("test.counter-renamed.v2", Topic = "counts", Aggregate = "counter")]
public sealed record CounterRenamedV2(string Counter, string Name);

/// <summary>Nobody here handles it.</summary>
[Message("test.counter-sold.v1", Topic = "counts", Aggregate = "counter")]
public sealed record CounterSoldV1(string Counter);

/// <summary>Writes down what arrives, in the order in which it takes effect. Nothing in the table would refuse a second effect.</summary>
internal sealed class WriteDown : IMessageHandler<CountedV1>, IMessageHandler<CounterRenamedV2>
{
    public const string Table = """
        CREATE TABLE applied (
            sequence bigint GENERATED ALWAYS AS IDENTITY, message_id uuid NOT NULL, key text NOT NULL,
            number bigint NOT NULL, note text)
        """;

    private const string Insert = """
        INSERT INTO applied (message_id, key, number, note) SELECT * FROM unnest($1::uuid[], $2::text[], $3::bigint[], $4::text[])
        """;

    public Task HandleAsync(IReadOnlyList<Received<CountedV1>> messages, Session session, CancellationToken ct)
    {
        if (messages.FirstOrDefault(m => m.Message.Note == Poison) is { } poisoned)
            throw new InvalidDataException($"{poisoned.Message.Counter} cannot be read\0.");
        session.Write(
            Insert, messages.Select(m => m.MessageId).ToArray(), messages.Select(m => m.AggregateId).ToArray(),
            messages.Select(m => m.Message.Number).ToArray(), messages.Select(m => m.Message.Note).ToArray());
        return Task.CompletedTask;
    }

    public Task HandleAsync(IReadOnlyList<Received<CounterRenamedV2>> messages, Session session, CancellationToken ct)
    {
        session.Write(
            Insert, messages.Select(m => m.MessageId).ToArray(), messages.Select(m => m.AggregateId).ToArray(),
            messages.Select(_ => 0L).ToArray(), messages.Select(m => m.Message.Name).ToArray());
        return Task.CompletedTask;
    }

    public const string Poison = "poison";
}
