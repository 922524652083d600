using Commerce.Data;

namespace Commerce.EventStore.Tests;

[EventName("test.opened.v1")]
internal sealed record Opened(string Owner);

[EventName("test.deposited.v1")]
internal sealed record Deposited(long Amount);

/// <summary>What is in each account.</summary>
internal sealed class BalanceProjection : IInlineProjection
{
    public const long Refused = 13_000_000;

    public const string Table = "CREATE TABLE IF NOT EXISTS balances (id uuid PRIMARY KEY, balance bigint NOT NULL CHECK (balance < 13000000))";

    public void Project(IReadOnlyList<RecordedEvent> events, Session session)
    {
        foreach (var stream in events.GroupBy(e => e.StreamId))
        {
            session.Write(
                "INSERT INTO balances VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET balance = balances.balance + EXCLUDED.balance",
                stream.Key, stream.Select(e => e.Data).OfType<Deposited>().Sum(d => d.Amount));
        }
    }
}
