using Npgsql;

namespace Commerce.Cli;

/// <summary>One run: the load, the faults one at a time, the rest after them, and what was found.</summary>
internal sealed class ChaosRun(RunningShop shop, TimeSpan goal)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(2);

    private readonly ChaosTarget _target = new(shop);
    private readonly ClientHistory _history = new();

    public async Task<ChaosOutcome> RunAsync(IReadOnlyList<Fault> faults, int rounds, Action<ChaosRow> onRow, CancellationToken ct)
    {
        _target.RequireFaults();
        var load = await ChaosLoad.SetAsync(shop, _history, ct);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var buying = load.BuyUntilAsync(stop.Token, ct);
        var rows = new List<ChaosRow>();
        for (var round = 0; round < rounds; round++)
        {
            foreach (var fault in faults)
            {
                rows.Add(await StrikeAsync(fault, ct));
                onRow(rows[^1]);
            }
        }

        await stop.CancelAsync();
        await buying;
        await using var stores = new Stores(shop.Database("postgres"), shop.Brokers);
        var isAtRest = await VerifyCommand.RestAsync(stores, Patience, ct);
        return new ChaosOutcome(
            rows, _history.Orders, _history.Failures, isAtRest, await load.CheckAsync(shop, ct), await VerifyCommand.VerifyAsync(stores, 0, ct));
    }

    private async Task<ChaosRow> StrikeAsync(Fault fault, CancellationToken ct)
    {
        var before = _history.Now;
        try
        {
            // From a platform that sells: otherwise the fault before this one would be measured again.
            await _target.UntilWellAsync(ct);
            if (await _history.ConfirmedAfterAsync(TimeProvider.System.GetTimestamp(), Patience, ct) is null)
                throw new RefusedException(AppHost.Hosting.Monitoring.ExitCodes.Failed, "No order was confirmed before the fault.");

            await Task.Delay(Calm, ct); // every shopper is in the middle of something then
            before = _history.Now;
            var moment = await fault.StrikeAsync(_target, ct);
            var recovery = await _history.ConfirmedAfterAsync(moment, Patience, ct);
            await _target.UntilWellAsync(ct);
            return Row(recovery, TimeProvider.System.GetElapsedTime(moment), recovery is null ? $"no order within {Patience.TotalSeconds:F0} s" : null);
        }
        catch (Exception stuck) when (stuck is RefusedException or NpgsqlException)
        {
            return Row(null, null, stuck.Message);
        }

        ChaosRow Row(TimeSpan? recovery, TimeSpan? well, string? problem)
        {
            var after = _history.Now;
            return new ChaosRow(fault.Name, recovery, well, after.Confirmed - before.Confirmed, after.Failed - before.Failed, recovery <= goal, problem);
        }
    }
}
