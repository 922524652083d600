namespace Commerce.AdminUi;

/// <summary>Something that waits for people.</summary>
/// <param name="Count">Null when whoever knows does not answer.</param>
/// <param name="IsMore">There are more than were counted.</param>
/// <param name="Address">The list behind it.</param>
public sealed record Waiting(string Title, string Icon, long? Count, bool IsMore, string Address, Problem? Problem = null)
{
    /// <summary>What the number alone does not say.</summary>
    public string? Note { get; init; }

    /// <summary>Somebody should look.</summary>
    public bool IsPressing { get; init; } = Count > 0;
}

/// <summary>Gathers what the person may see from the contexts that know it; who is away hides nothing of the others.</summary>
internal sealed class HomeDesk(OrdersClient orders, PaymentsClient payments, StockClient stock, DeadLettersClient letters, QueuesClient queues, Person person, TimeProvider clock)
{
    private const int Counted = 100;

    public Task<OrderStatistics> StatisticsAsync(DateOnly from, DateOnly to, CancellationToken ct) => orders.StatisticsAsync(from, to, ct);

    public async Task<IReadOnlyList<Waiting>> WaitingAsync(CancellationToken ct)
    {
        var asked = new List<Task<Waiting>>();
        if (person.May(StaffPermissions.ReadOrders))
        {
            asked.Add(CountAsync("To be shipped", "box", "orders?status=confirmed", async () => Of(await orders.ListAsync(new("confirmed"), null, null, Counted, ct))));
            asked.Add(CountAsync("Overdue checkouts", "clock", "checkouts?overdue=true", async () => Of(await orders.CheckoutsAsync(null, true, null, Counted, ct))));
            asked.Add(CountAsync("Left, but not paid", "money", "checkouts?step=unpaid", async () => Of(await orders.CheckoutsAsync("unpaid", false, null, Counted, ct))));
        }

        if (person.May(StaffPermissions.ReadPayments))
            asked.Add(CountAsync("Outcomes unknown", "rotate", "provider-calls?state=unknown", async () => Of(await payments.OperationsAsync(new(IsUnknown: true), null, Counted, ct))));
        if (person.May(StaffPermissions.ReadInventory))
            asked.Add(CountAsync("Low in stock", "box", "stock?low=true", async () => Of(await stock.ListAsync(new(null, null, true), null, null, Counted, ct))));
        if (person.May(StaffPermissions.ReadMessages))
        {
            asked.Add(CountAsync("Dead letters", "inbox", "dead-letters", async () => (await LettersAsync(ct), false)));
            asked.Add(LagAsync(ct));
        }

        return await Task.WhenAll(asked);
    }

    private async Task<long> LettersAsync(CancellationToken ct) =>
        (await Task.WhenAll(DeadLettersClient.Services.Select(service => letters.CausesAsync(service, "dead", ct)))).Sum(causes => causes.Sum(c => c.Count));

    // Messages are always on their way; only those that stay for long want somebody.
    private async Task<Waiting> LagAsync(CancellationToken ct)
    {
        const string address = "queues?waiting=true";
        try
        {
            var (rows, missing) = await EveryService<QueueRow>.AskAsync(DeadLettersClient.Services, service => queues.ListAsync(service, ct));
            var now = clock.GetUtcNow();
            return new("Messages waiting", "clock", rows.Sum(r => r.Waiting), rows.Any(r => r.IsMore), address)
            {
                IsPressing = missing.Count > 0 || rows.Any(r => r.IsLateAt(now)),
                Note = missing.Count > 0 ? $"without {string.Join(", ", missing)}" : rows.Min(r => r.OldestAt) is { } oldest ? $"the oldest for {QueueWords.Age(now - oldest)}" : null,
            };
        }
        catch (GatewayException e)
        {
            return new("Messages waiting", "clock", null, false, address, e.Problem);
        }
    }

    private static (long Count, bool IsMore) Of<T>(Page<T> page) => (page.Items.Count, page.NextCursor is not null);

    private static async Task<Waiting> CountAsync(string title, string icon, string address, Func<Task<(long Count, bool IsMore)>> count)
    {
        try
        {
            var (number, isMore) = await count();
            return new(title, icon, number, isMore, address);
        }
        catch (GatewayException e)
        {
            return new(title, icon, null, false, address, e.Problem);
        }
    }
}
