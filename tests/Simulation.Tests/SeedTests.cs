using System.Diagnostics;
using System.Globalization;

namespace Commerce.Simulation;

public sealed class SeedTests
{
    private const int Seeds = 400;
    private const int DisorderedSeeds = 100;
    private static readonly Lazy<Sweep> s_worlds = new(() => Sweep.Of(1, Seeds, (seed, _, _) => SeedRun.Of(WorldSettings.Of(seed))));

    [Fact]
    public void Worlds_WhateverHappensInThem_KeepEveryPromise() => AssertGood(s_worlds.Value);

    [Fact]
    public void Worlds_WhoseMessagesOvertakeEachOther_KeepEveryPromise() =>
        AssertGood(Sweep.Of(1, DisorderedSeeds, (seed, _, _) => SeedRun.Of(WorldSettings.Of(seed, disorder: true))));

    /// <summary>Seeds that found a bug once, and what it was.</summary>
    [Theory]
    [InlineData(504)] // asking again for an expired hold was answered with a refusal, which gave up an order whose stock was held again
    [InlineData(806)]
    [InlineData(506)] // a parcel had left when the hold was taken again elsewhere: the rest would have shipped from the wrong warehouse
    [InlineData(832)] // a confirmed order's hold was taken again elsewhere: it would have shipped from the wrong warehouse
    public void Worlds_ThatFoundABugOnce_KeepEveryPromise(long seed)
    {
        var result = SeedRun.Of(WorldSettings.Of(seed));
        Assert.True(result.IsGood, string.Join("; ", result.Violations));
    }

    [Fact]
    public void Seed_PlayedTwice_LeavesTheSameTrace()
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var first = SeedRun.Of(WorldSettings.Of(seed));
            Assert.Equal(first.World.Trace.Lines, SeedRun.Of(WorldSettings.Of(seed)).World.Trace.Lines);
            Assert.NotEqual(first.TraceHash, SeedRun.Of(WorldSettings.Of(seed + 1)).TraceHash);
        }
    }

    [Fact]
    public async Task Seed_PlayedInAnotherProcess_LeavesTheSameTrace()
    {
        const long Seed = 8123;
        var here = SeedRun.Of(WorldSettings.Of(Seed)).TraceHash;
        Assert.Contains(here.ToString("x16", CultureInfo.InvariantCulture), await PlayElsewhereAsync(Seed), StringComparison.Ordinal);
    }

    [Fact]
    public void Worlds_AreAsTroubledAsTheyShouldBe()
    {
        string[] expected =
        [
            "conflicts", "crashes", "duplicates", "held again after expiry", "holds expired", "leases lost", "lost batches", "provider faults", "reminders", "settlements",
            "orders cancelled: out_of_stock", "orders cancelled: payment_declined", "orders cancelled: payment_timed_out", "orders cancelled: requested",
            "orders cancelled: reservation_expired", "orders completed", "orders confirmed", "orders partiallyshipped",
        ];
        Assert.All(expected, what => Assert.True(s_worlds.Value.Counts.ContainsKey(what), $"No world had {what}."));
    }

    private static async Task<string> PlayElsewhereAsync(long seed)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Commerce.Simulation.dll");
        var start = new ProcessStartInfo("dotnet", ["exec", program, "--seed", seed.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        return output;
    }

    private static void AssertGood(Sweep sweep) => Assert.True(
        sweep.Failures.Count == 0,
        string.Join(Environment.NewLine, sweep.Failures.Select(f => $"./commerce simulate --seed {f.Settings.Seed}{(f.Settings.Disorder ? " --disorder" : "")} --trace: {f.Violations[0]}")));
}
