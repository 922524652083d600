using Commerce.Data;

namespace Commerce.EventStore.Tests;

[EventName("test.opened.v1")]
internal sealed record Opened(string Owner);

[EventName("test.deposited.v1")]
internal sealed record Deposited(long Amount);

/// <summary>What is in each account. Adds up, so that an event which counts twice, or never, shows.</summary>
internal sealed class BalanceProjection(int version = 1) : IInlineProjection
{
    public const long Refused = 13_000_000;

    public const string Table = """
        CREATE TABLE IF NOT EXISTS balances (id uuid PRIMARY KEY, balance bigint NOT NULL CONSTRAINT balances_limit CHECK (balance < 13000000), events int NOT NULL)
        WITH (fillfactor = 70);
        CREATE INDEX IF NOT EXISTS balances_rich ON balances (balance DESC, id);
        """;

    public static ProjectionRanges ByStream { get; } = new(
        "00000000-0000-0000-0000-000000000000",
        "ffffffff-ffff-ffff-ffff-ffffffffffff",
        "SELECT stream_id::text FROM events WHERE stream_id > $1::uuid AND version = 1 ORDER BY stream_id OFFSET 9 LIMIT 1",
        "stream_id > $1::uuid AND stream_id <= $2::uuid");

    public string Name => "balances";

    public int Version => version;

    public IReadOnlyList<ProjectionTable> Tables { get; } = [new("balances", ["id"], "id > $1::uuid AND id <= $2::uuid")];

    public ProjectionRanges Ranges => ByStream;

    public void Project(IReadOnlyList<RecordedEvent> events, Session session)
    {
        foreach (var stream in events.GroupBy(e => e.StreamId))
        {
            session.Write(
                """
                INSERT INTO balances VALUES ($1, $2, $3)
                ON CONFLICT (id) DO UPDATE SET balance = balances.balance + EXCLUDED.balance, events = balances.events + EXCLUDED.events
                """,
                stream.Key, stream.Select(e => e.Data).OfType<Deposited>().Sum(d => d.Amount), stream.Count());
        }
    }
}

/// <summary>How much came into each account, a moment later. Cannot take <see cref="Unlucky"/>, nor can its table take <see cref="TooLarge"/>.</summary>
internal sealed class DepositProjection : IAsyncProjection
{
    public const long Unlucky = 13;
    public const long TooLarge = 12_000_000;

    public const string Table = """
        CREATE TABLE IF NOT EXISTS deposits (
            id uuid PRIMARY KEY, total bigint NOT NULL, deposits int NOT NULL, largest bigint NOT NULL CHECK (largest < 12000000), in_order boolean NOT NULL, version int NOT NULL)
        """;

    public string Name => "deposits";

    public int Version => 1;

    public IReadOnlyList<ProjectionTable> Tables { get; } = [new("deposits", ["id"], "id > $1::uuid AND id <= $2::uuid")];

    public ProjectionRanges Ranges => BalanceProjection.ByStream;

    public void Project(IReadOnlyList<RecordedEvent> events, Session session)
    {
        foreach (var recorded in events)
        {
            if (recorded.Data is not Deposited { Amount: var amount })
                continue;
            if (amount == Unlucky)
                throw new InvalidOperationException("Thirteen.");
            session.Write(
                """
                INSERT INTO deposits VALUES ($1, $2, 1, $2, true, $3) ON CONFLICT (id) DO UPDATE SET total = deposits.total + EXCLUDED.total,
                    deposits = deposits.deposits + 1, largest = greatest(deposits.largest, EXCLUDED.largest),
                    in_order = deposits.in_order AND EXCLUDED.version > deposits.version, version = EXCLUDED.version
                """,
                recorded.StreamId, amount, recorded.Version);
        }
    }
}
