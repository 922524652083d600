namespace Commerce.AdminUi;

public sealed class SteppedRunTests
{
    [Fact]
    public async Task Run_GoesOnUntilNothingIsLeft_AndRemembersTheFirstRefusals()
    {
        var left = 100;
        var run = new SteppedRun(_ => Task.FromResult(Step(ref left)));

        await run.RunAsync(CancellationToken.None);

        Assert.True(run.IsFinished);
        Assert.Equal((0, 100), (run.DoneCount, run.RefusedCount));
        Assert.Equal(SteppedRun.RefusalsKept, run.Refused.Count);

        static StepResult Step(ref int left)
        {
            left -= 20;
            return new([.. Enumerable.Range(0, 20).Select(i => new BulkResult($"{i}", "no"))], left == 0);
        }
    }

    [Fact]
    public async Task Run_ThatFindsNothing_EndsInsteadOfAskingForEver()
    {
        var asked = 0;
        var run = new SteppedRun(_ => Task.FromResult(new StepResult(++asked == 1 ? [new("1", null)] : [], false)));

        await run.RunAsync(CancellationToken.None);

        Assert.Equal((2, 1L), (asked, run.DoneCount));
    }

    [Fact]
    public async Task Run_ThatWasStoppedOrRefused_GoesOnWhereItWas()
    {
        using var stop = new CancellationTokenSource();
        var asked = 0;
        var run = new SteppedRun(_ =>
        {
            asked++;
            if (asked == 2)
                throw new GatewayException(Problem.Unreachable(null));
            if (asked == 1)
                stop.Cancel();
            return Task.FromResult(new StepResult([new($"{asked}", null)], asked == 3));
        });

        await run.RunAsync(stop.Token);
        Assert.Equal((1, 1L, false), (asked, run.DoneCount, run.IsFinished));
        await run.RunAsync(CancellationToken.None);
        Assert.NotNull(run.Problem);
        await run.RunAsync(CancellationToken.None);

        Assert.Equal((3, 2L, true), (asked, run.DoneCount, run.IsFinished));
        Assert.Null(run.Problem);
    }
}
