namespace Commerce.Cli;

/// <summary>I6 and I11: what was committed was published and applied, once.</summary>
internal static class MessageInvariants
{
    // Both sides forget after a week; what is older than this may be gone on one of them.
    public const string Remembered = "interval '6 days'";
    private const string TypeOf = """substring(envelope from '"eventType":"([^"]+)"')""";

    public static Invariant NothingLostNothingTwice { get; } = new("I6", "Committed = published = applied: no message lost, none applied twice", [
        new Check("every committed message is published", CompareOutboxesWithLogAsync),
        new Check("every published message is applied", CompareLogWithInboxesAsync),
        new Check("nobody lags", (stores, ct) => stores.Log.LagsAsync(ct)),
    ]);

    public static Invariant DeadLetters(long poisoned) => new("I11", $"Dead letters: {poisoned}, exactly what was poisoned", [
        new Check("dead letters", async (stores, ct) =>
        {
            var dead = new List<string>();
            foreach (var store in Stores.Services)
            {
                dead.AddRange(await stores.LinesAsync(
                    store, $"SELECT consumer || ' gave up on ' || coalesce({TypeOf}, 'a malformed message') || ' ' || coalesce(message_id::text, '') || ': ' || split_part(error, E'\\n', 1) FROM dead_letters WHERE status IN ('dead', 'retrying')", ct));
            }

            return dead.Count == poisoned ? [] : [$"{dead.Count} dead letters instead of {poisoned}", .. dead];
        }),
    ]);

    /// <summary>True when no message is on its way and no operation at the provider is due.</summary>
    public static async Task<bool> IsAtRestAsync(Stores stores, CancellationToken ct)
    {
        foreach (var store in Stores.Services)
        {
            if (await stores.CountAsync(store, "SELECT count(*) FROM outbox WHERE position > (SELECT checkpoint FROM outbox_relay)", ct) > 0
                || await stores.CountAsync(store, "SELECT count(*) FROM dead_letters WHERE status = 'retrying'", ct) > 0)
                return false;
        }

        return (await stores.Log.LagsAsync(ct)).Count == 0
            && await stores.CountAsync(Stores.Payments, "SELECT count(*) FROM payment_operations WHERE state = 'pending' AND next_attempt_at < now() + interval '5 seconds'", ct) == 0
            && await stores.CountAsync(Stores.Ordering, "SELECT count(*) FROM checkouts WHERE step IN ('ReservingStock', 'Compensating')", ct) == 0
            && await stores.CountAsync(Stores.Ordering, "SELECT count(*) FROM order_summaries WHERE status = 'stock_reserved'", ct) == 0;
    }

    private static async Task<IReadOnlyList<string>> CompareOutboxesWithLogAsync(Stores stores, CancellationToken ct)
    {
        var log = (await stores.Log.MessagesAsync(ct)).Where(m => m.Id is not null).Select(m => (Id: m.Id!.Value, m.IsRecent)).ToList();
        var published = log.Select(m => m.Id).ToHashSet();
        var known = new HashSet<Guid>();
        var wrong = new List<string>();
        foreach (var store in Stores.Services)
        {
            var sent = await stores.RowsAsync(
                store, $"SELECT message_id, {TypeOf}, position, recorded_at > now() - {Remembered} FROM outbox",
                row => (Id: row.GetGuid(0), Type: row.GetString(1), Position: row.GetInt64(2), IsRecent: row.GetBoolean(3)), ct);
            known.UnionWith(sent.Select(s => s.Id));
            wrong.AddRange(sent.Where(s => s.IsRecent && !published.Contains(s.Id)).Select(s => $"{store}: {s.Type} {s.Id} at {s.Position} was committed but is not in the log"));
        }

        wrong.AddRange(log.Where(m => m.IsRecent).Select(m => m.Id).Except(known).Select(id => $"message {id} is in the log but nobody committed it"));
        return wrong;
    }

    // Which types a service handles is not asked of the service: what it applied once it must apply always.
    private static async Task<IReadOnlyList<string>> CompareLogWithInboxesAsync(Stores stores, CancellationToken ct)
    {
        var log = (await stores.Log.MessagesAsync(ct)).Where(m => m.Id is not null).Select(m => (Id: m.Id!.Value, m.Topic, m.Type)).ToList();
        var wrong = new List<string>();
        foreach (var store in Stores.Services)
        {
            var applied = (await stores.RowsAsync(store, "SELECT message_id FROM inbox", row => row.GetGuid(0), ct)).ToHashSet();
            var handled = log.Where(m => applied.Contains(m.Id)).Select(m => m.Type).ToHashSet();
            wrong.AddRange(log.Where(m => handled.Contains(m.Type) && !applied.Contains(m.Id)).Select(m => $"{store}: {m.Type} {m.Id} was published but not applied"));
        }

        return wrong;
    }
}
