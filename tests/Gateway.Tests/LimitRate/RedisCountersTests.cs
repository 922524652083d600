using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Commerce.Gateway;

public sealed class RedisCountersTests
{
    private static readonly RateLimit Limit = new("anonymous", 50, TimeSpan.FromSeconds(600));

    private static (string, string)[] Settings(RedisServer redis) =>
        [("ConnectionStrings:redis", redis.ConnectionString), ("RateLimits:anonymous:Permits", "50"), ("RateLimits:anonymous:WindowSeconds", "600")];

    [Fact]
    public async Task Redis_Killed_LeavesTheSameLimitsAndComesBackByItself()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var catalog = await Upstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync("catalog", catalog, Settings(redis));
        await gateway.RedisIsThereAsync();

        await redis.KillAsync();
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 80; i++)
        {
            using var response = await gateway.GetAsync("/api/v1/products");
            answers.Add(response.StatusCode);
        }
        Assert.Equal(50, answers.Count(status => status == HttpStatusCode.OK));
        Assert.Equal(30, answers.Count(status => status == HttpStatusCode.TooManyRequests));

        await redis.RunAsync(); // empty now: shared counting shows in that the local count is forgotten
        await Eventually.IsTrueAsync(async () => (await gateway.GetAsync("/api/v1/products")).StatusCode == HttpStatusCode.OK);
    }

    [Fact]
    public async Task Redis_KilledUnderLoad_NeverMakesAnError()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var catalog = await Upstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(
            "catalog", catalog, [.. Settings(redis), ("RateLimits:anonymous:Permits", "1000000")]);
        await gateway.RedisIsThereAsync();
        using var stop = new CancellationTokenSource();
        var answers = new System.Collections.Concurrent.ConcurrentBag<HttpStatusCode>();
        var callers = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                using var response = await gateway.GetAsync("/api/v1/products");
                answers.Add(response.StatusCode);
            }
        })).ToList();

        await Task.Delay(300, TestContext.Current.CancellationToken);
        await redis.KillAsync();
        await Task.Delay(700, TestContext.Current.CancellationToken);
        await redis.RunAsync();
        await Task.Delay(700, TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        await Task.WhenAll(callers);

        Assert.NotEmpty(answers);
        Assert.All(answers, status => Assert.Equal(HttpStatusCode.OK, status));
    }

    [Fact]
    public async Task Redis_Mute_DelaysNobodyForLong()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var catalog = await Upstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync("catalog", catalog, Settings(redis));
        await gateway.RedisIsThereAsync();
        await redis.FreezeAsync();

        var watch = Stopwatch.StartNew();
        for (var i = 0; i < 20; i++)
        {
            using var response = await gateway.GetAsync("/api/v1/products");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
        watch.Stop();
        await redis.ThawAsync();

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task Redis_NeverThere_IsCountedLocallyAndSeenInTheMetric()
    {
        await using var catalog = await Upstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync("catalog", catalog, ("ConnectionStrings:redis", "127.0.0.1:9"));
        var counted = 0L;
        using var listener = new MeterListener();
        var meters = gateway.Services.GetRequiredService<IMeterFactory>();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Name == "commerce.gateway.rate_counted_locally" && ReferenceEquals(instrument.Meter.Scope, meters))
                l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref counted, value));
        listener.Start();

        using var response = await gateway.GetAsync("/api/v1/products");

        Assert.Equal("299", response.Header("RateLimit-Remaining"));
        Assert.Equal(1, Interlocked.Read(ref counted));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(300)]
    public async Task Script_AndLocalCounter_DecideAlike(int permits)
    {
        await using var redis = await RedisServer.StartAsync();
        using var connection = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);
        var script = RedisCounters.Script.Replace(RedisCounters.Clock, "local now = tonumber(ARGV[#ARGV])", StringComparison.Ordinal);
        var limit = new RateLimit("some", permits, TimeSpan.FromSeconds(60));
        var local = new SlidingWindow();
        var random = new Random(permits);
        var now = 1_800_000_000_000;

        for (var i = 0; i < 3000; i++)
        {
            // Bursts, pauses, and now and then more than two windows of silence.
            now += random.Next(10) switch { 0 => random.Next(200_000), < 4 => random.Next(120_000 / permits), _ => 0 };
            var shared = (RedisValue[])await connection.GetDatabase().ScriptEvaluateAsync(script, ["rate:test"], [permits, 60_000, now]);
            var own = local.Take(limit, now);

            Assert.Equal(own, new((int)shared[0] == 1, (int)shared[1], (int)shared[2]));
        }
    }

    [Fact]
    public async Task Script_AtTheLimit_TellsAWaitThatIsEnough()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var gateway = await TestGateway.StartAsync([], Settings(redis));
        await gateway.RedisIsThereAsync();
        var counters = gateway.Services.GetRequiredService<RedisCounters>();
        var limit = new RateLimit("brief", 4, TimeSpan.FromSeconds(1));

        RateVerdict verdict;
        do
            verdict = await counters.TakeAsync("rate:test:wait", limit);
        while (verdict.Allowed);
        await Task.Delay(TimeSpan.FromSeconds(verdict.ResetSeconds), TestContext.Current.CancellationToken);

        Assert.True((await counters.TakeAsync("rate:test:wait", limit)).Allowed);
    }

    [Fact]
    public void LocalCounter_OfThousandsOfAddresses_StaysExactForEach()
    {
        var counters = new LocalCounters(TimeProvider.System);

        for (var i = 0; i < 5000; i++)
            Assert.Equal(49, counters.Take($"rate:anonymous:{i}", Limit).Remaining);
        Assert.Equal(48, counters.Take("rate:anonymous:17", Limit).Remaining);
    }
}
