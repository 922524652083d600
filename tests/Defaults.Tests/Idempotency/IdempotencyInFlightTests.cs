using Npgsql;
using static Commerce.Defaults.Tests.Answers;

namespace Commerce.Defaults.Tests;

public sealed class IdempotencyInFlightTests : IAsyncLifetime
{
    private readonly SampleService _service = new();

    public async ValueTask InitializeAsync()
    {
        await _service.InitializeAsync();
        _service.Settings["ConnectionStrings:sampledb"] =
            new NpgsqlConnectionStringBuilder(_service.Database.ConnectionString) { Options = "-c lock_timeout=300ms" }.ConnectionString;
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task Call_StillInFlight_IsAConflictAndThenARepetition()
    {
        var stop = TestContext.Current.CancellationToken;
        using var client = _service.CreateClient(Guid.CreateVersion7());
        await client.GetAsync("/api/v1/me", stop);
        var slow = client.SendAsync(Post("/api/v1/notes", new { text = "slow", waitMilliseconds = 2_000 }, "slow"), stop);
        await Task.Delay(500, stop);

        var early = await client.SendAsync(Post("/api/v1/notes", new { text = "slow", waitMilliseconds = 2_000 }, "slow"), stop);
        await early.ProblemAsync(409, "idempotency_in_flight");

        var first = await (await slow).JsonAsync(201);
        var late = await (await client.SendAsync(Post("/api/v1/notes", new { text = "slow", waitMilliseconds = 2_000 }, "slow"), stop)).JsonAsync(201);
        Assert.Equal(first.GetProperty("noteId").GetGuid(), late.GetProperty("noteId").GetGuid());
    }
}
