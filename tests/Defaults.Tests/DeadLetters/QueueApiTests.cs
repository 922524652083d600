using System.Text.Json;

namespace Commerce.Defaults.Tests;

public sealed class QueueApiTests(SampleService service) : IClassFixture<SampleService>
{
    private const string Path = "/api/v1/queues/sample";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Queues_SayWhatWaitsAndSinceWhen()
    {
        using var client = await StaffAsync();
        Assert.Equal((0, true), Find(await LookAsync(client), "outbox"));

        // The relay had taken both, and then its note of it was lost: as far as anybody can tell they wait.
        await service.Database.ExecuteAsync(
            """
            INSERT INTO outbox (message_id, topic, key, envelope, recorded_at)
            SELECT gen_random_uuid(), 'sample-lag', 'k', '{}', timestamptz '2026-03-14 12:00Z' + n * interval '1 minute' FROM generate_series(0, 1) n
            """);
        await EventuallyAsync(async () => await service.Database.ScalarAsync<bool>("SELECT checkpoint >= (SELECT max(position) FROM outbox) FROM outbox_relay"));
        await service.Database.ExecuteAsync("UPDATE outbox_relay SET checkpoint = checkpoint - 2");
        await service.Database.ExecuteAsync(
            """
            INSERT INTO dead_letters (consumer, topic, key, envelope, error, fingerprint, attempts, status, retry_at, dead_at)
            VALUES ('sample', 'users', 'k', '{}', 'e', 'f', 1, 'retrying', now() + interval '1 day', '2026-03-14 11:00Z')
            """);
        var queues = await LookAsync(client);

        Assert.Equal((2, false), Find(queues, "outbox"));
        Assert.Equal((1, false), Find(queues, "retries"));
        Assert.Equal("2026-03-14T12:00:00+00:00", OldestOf(queues, "outbox"));
        Assert.Equal("2026-03-14T11:00:00+00:00", OldestOf(queues, "retries"));
        Assert.Contains(queues.EnumerateArray(), q => q.GetProperty("kind").GetString() == "topic" && q.GetProperty("name").GetString() == "users");
    }

    [Fact]
    public async Task Queues_AreForThoseWhoSeeMessages()
    {
        using var stranger = service.CreateClient(Guid.CreateVersion7(), "customer");
        using var anonymous = service.CreateClient(token: null);
        await (await stranger.GetAsync(Path, Stop)).ProblemAsync(403, "permission_denied");
        await (await anonymous.GetAsync(Path, Stop)).ProblemAsync(401, "unauthenticated");
    }

    private async Task<HttpClient> StaffAsync()
    {
        var client = service.CreateClient(Guid.CreateVersion7(), "onlooker");
        await service.Database.ExecuteAsync("INSERT INTO role_permissions (role, permissions, version) VALUES ('onlooker', '{messages:read}', 1) ON CONFLICT DO NOTHING");
        await EventuallyAsync(async () => (await client.GetAsync(Path, Stop)).IsSuccessStatusCode);
        return client;
    }

    private static async Task<JsonElement> LookAsync(HttpClient client) => (await (await client.GetAsync(Path, Stop)).JsonAsync(200)).GetProperty("queues");

    private static (long Waiting, bool IsEmpty) Find(JsonElement queues, string name)
    {
        var queue = queues.EnumerateArray().Single(q => q.GetProperty("name").GetString() == name);
        return (queue.GetProperty("waiting").GetInt64(), queue.GetProperty("oldestAt").ValueKind == JsonValueKind.Null);
    }

    private static string OldestOf(JsonElement queues, string name) =>
        queues.EnumerateArray().Single(q => q.GetProperty("name").GetString() == name).GetProperty("oldestAt").GetDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm:sszzz");

    private static async Task EventuallyAsync(Func<Task<bool>> isSo)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        while (!await isSo())
            await Task.Delay(50, patience.Token);
    }
}
