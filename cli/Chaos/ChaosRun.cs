using Commerce.AppHost.Hosting.Monitoring;
using Npgsql;

namespace Commerce.Cli;

/// <summary>One run: the load, the faults one at a time, the rest after them, and what was found.</summary>
internal sealed class ChaosRun
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(2);

    private readonly RunningShop _shop;
    private readonly TimeSpan _goal;
    private readonly ChaosTarget _target;
    private readonly ClientHistory _history = new();

    private ChaosRun(RunningShop shop, TimeSpan goal, ChaosNetwork network) => (_shop, _goal, _target) = (shop, goal, new ChaosTarget(shop, network));

    public static async Task<ChaosOutcome> RunAsync(
        RunningShop shop, TimeSpan goal, IReadOnlyList<Fault> faults, int rounds, Action<ChaosRow> onRow, CancellationToken ct)
    {
        var run = new ChaosRun(shop, goal, await ChaosNetwork.FindAsync(shop.State, ct));
        run._target.RequireFaults();
        if (faults.All(fault => run._target.Network.WhyNot(fault.Wires) is not null))
            throw new RefusedException(ExitCodes.MissingTool, $"None of these faults can be done: {run._target.Network.WhyNot(faults[0].Wires)}.");
        return await run.RunAsync(faults, rounds, onRow, ct);
    }

    private async Task<ChaosOutcome> RunAsync(IReadOnlyList<Fault> faults, int rounds, Action<ChaosRow> onRow, CancellationToken ct)
    {
        var load = await ChaosLoad.SetAsync(_shop, _history, ct);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var buying = load.BuyUntilAsync(stop.Token, ct);
        var rows = new List<ChaosRow>();
        for (var round = 0; round < rounds; round++)
        {
            foreach (var fault in faults)
            {
                rows.Add(_target.Network.WhyNot(fault.Wires) is { } reason ? ChaosRow.NotDone(fault.Name, reason) : await StrikeAsync(fault, ct));
                onRow(rows[^1]);
            }
        }

        var stray = _history.Now.Failed - rows.Sum(row => row.FailedCalls);
        await stop.CancelAsync();
        await buying;
        await using var stores = new Stores(_shop.Database("postgres"), _shop.Brokers);
        var isAtRest = await VerifyCommand.RestAsync(stores, Patience, ct);
        return new ChaosOutcome(
            rows, _history.Orders, _history.Failures, stray, isAtRest, await load.CheckAsync(_shop, ct), await VerifyCommand.VerifyAsync(stores, 0, ct));
    }

    private async Task<ChaosRow> StrikeAsync(Fault fault, CancellationToken ct)
    {
        var before = _history.Now;
        try
        {
            // From a platform that sells: otherwise the fault before this one would be measured again.
            await _target.UntilWellAsync(ct);
            if (await _history.ConfirmedAfterAsync(TimeProvider.System.GetTimestamp(), Patience, ct) is null)
                throw new RefusedException(ExitCodes.Failed, "No order was confirmed before the fault.");

            await Task.Delay(Calm, ct); // every shopper is in the middle of something then
            before = _history.Now;
            var moment = await fault.StrikeAsync(_target, ct);
            var recovery = await _history.ConfirmedAfterAsync(moment, Patience, ct);
            await _target.UntilWellAsync(ct);
            return Row(recovery, TimeProvider.System.GetElapsedTime(moment), recovery is null ? $"no order within {Patience.TotalSeconds:F0} s" : null);
        }
        catch (Exception stuck) when (stuck is RefusedException or NpgsqlException or HttpRequestException)
        {
            return Row(null, null, stuck.Message);
        }

        ChaosRow Row(TimeSpan? recovery, TimeSpan? well, string? problem)
        {
            var after = _history.Now;
            return new ChaosRow(fault.Name, recovery, well, after.Confirmed - before.Confirmed, after.Failed - before.Failed, recovery <= _goal, problem);
        }
    }
}
