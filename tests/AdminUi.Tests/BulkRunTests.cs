namespace Commerce.AdminUi;

public sealed class BulkRunTests
{
    [Fact]
    public async Task Run_WhereSomeAreRefused_DoesTheOthers_AndSaysWhy()
    {
        var run = new BulkRun(["a", "b", "c"], (key, _, _) => key == "b" ? throw Refusal("Too late.") : Task.CompletedTask);

        await run.RunAsync(CancellationToken.None);

        Assert.Equal(2, run.DoneCount);
        Assert.Equal([new BulkResult("b", "Too late.")], run.Refused);
        Assert.Equal(["a", "b", "c"], run.Results.Select(r => r.Key));
        Assert.False(run.IsRunning);
    }

    [Fact]
    public async Task Run_Again_DoesOnlyWhatIsNotDone_UnderTheSameKeys()
    {
        var keys = new List<(string Key, Guid Idempotency)>();
        var isDown = true;
        var run = new BulkRun(["a", "b"], (key, idempotency, _) =>
        {
            lock (keys)
                keys.Add((key, idempotency));
            return key == "b" && isDown ? throw Refusal("Nobody answers.") : Task.CompletedTask;
        });

        await run.RunAsync(CancellationToken.None);
        isDown = false;
        await run.RunAsync(CancellationToken.None);

        Assert.Equal(2, run.DoneCount);
        Assert.Equal(3, keys.Count);
        Assert.Single(keys.Where(k => k.Key == "b").Select(k => k.Idempotency).Distinct());
    }

    [Fact]
    public async Task Run_WhenStopped_FinishesWhatItBegan_AndLeavesTheRest()
    {
        using var stop = new CancellationTokenSource();
        var stopped = new TaskCompletionSource();
        var begun = 0;
        var run = new BulkRun([.. Enumerable.Range(0, 100).Select(i => $"{i}")], async (_, _, ct) =>
        {
            Assert.False(ct.CanBeCanceled);
            switch (Interlocked.Increment(ref begun))
            {
                case 3:
                    await stop.CancelAsync();
                    stopped.SetResult();
                    break;
                case > 3:
                    await stopped.Task; // or a hundred could be through before the stop is heard
                    break;
            }
        });

        await run.RunAsync(stop.Token);

        Assert.Equal(begun, run.DoneCount);
        Assert.InRange(run.DoneCount, 3, 99);
    }

    private static GatewayException Refusal(string detail) => new(new(409, "refused", detail, null, []));
}
