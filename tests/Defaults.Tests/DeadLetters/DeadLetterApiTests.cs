using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Commerce.Messaging;

namespace Commerce.Defaults.Tests;

public sealed class DeadLetterApiTests(SampleService service) : IClassFixture<SampleService>, IAsyncLifetime
{
    private const string Path = "/api/v1/dead-letters/sample";
    private static readonly long[] s_none = [];
    private static readonly long[] s_one = [1];
    private static readonly string[] s_permissions = ["notes:read"];
    private readonly Guid _staff = Guid.CreateVersion7();
    private HttpClient _client = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _client = service.CreateClient(_staff, "repairer");
        await service.Database.ExecuteAsync(
            "INSERT INTO role_permissions (role, permissions, version) VALUES ('repairer', '{messages:read,messages:write}', 1) ON CONFLICT DO NOTHING");
        await EventuallyAsync(async () => (await _client.GetAsync(Path, Stop)).IsSuccessStatusCode);
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task DeadLetter_IsFoundByItsCauseMendedTriedAndReplayedOnce()
    {
        var role = $"role-{Guid.CreateVersion7():N}";
        var id = await DeadLetterAsync(role);

        var group = (await GetAsync($"{Path}/groups")).GetProperty("groups").EnumerateArray().First(g => g.GetProperty("eventType").GetString() == "identity.role-permissions-changed.v1");
        Assert.True(group.GetProperty("count").GetInt64() >= 1);
        Assert.Contains("JsonException", group.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(24, group.GetProperty("perHour").GetArrayLength());
        Assert.True(group.GetProperty("perHour")[23].GetInt32() >= 1);

        var letter = await _client.GetAsync($"{Path}/{id}", Stop);
        var tag = letter.Headers.ETag!.Tag;
        var found = await letter.JsonAsync(200);
        Assert.Equal(tag, $"\"{found.GetProperty("letter").GetProperty("version").GetInt32()}\"");
        var data = found.GetProperty("schema").GetProperty("properties").GetProperty("data");
        Assert.Contains("integer", data.GetProperty("properties").GetProperty("version").GetProperty("type").ToString(), StringComparison.Ordinal);
        Assert.Contains("role", data.GetProperty("required").EnumerateArray().Select(e => e.GetString()));
        var message = JsonNode.Parse(found.GetProperty("letter").GetProperty("message").GetRawText())!;
        message["data"]!["version"] = 7;
        await (await EditAsync(id, "\"99\"", message)).ProblemAsync(412, "precondition_failed");
        Assert.True((await (await EditAsync(id, tag, message)).JsonAsync(200)).GetProperty("isEdited").GetBoolean());

        var trial = await (await _client.PostAsync($"{Path}/{id}/dry-run", null, Stop)).JsonAsync(200);
        Assert.True(trial.GetProperty("succeeds").GetBoolean());
        Assert.Equal("role_permissions", trial.GetProperty("changes")[0].GetProperty("table").GetString());
        Assert.Equal(0, await service.Database.ScalarAsync<long>($"SELECT count(*) FROM role_permissions WHERE role = '{role}'"));

        var replayed = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => _client.PostAsync($"{Path}/{id}/replay", null, Stop)));
        Assert.Equal(1, replayed.Count(r => r.IsSuccessStatusCode));
        foreach (var refused in replayed.Where(r => !r.IsSuccessStatusCode))
            await refused.ProblemAsync(409, "dead_letters.already_replayed");
        Assert.Equal(7, await service.Database.ScalarAsync<long>($"SELECT version FROM role_permissions WHERE role = '{role}'"));

        var actions = (await GetAsync($"{Path}/{id}")).GetProperty("actions").EnumerateArray();
        Assert.Equal([("edited", _staff.ToString()), ("replayed", _staff.ToString())], actions.Select(a => (a.GetProperty("action").GetString(), a.GetProperty("actor").GetString())));
    }

    [Fact]
    public async Task Many_AreReplayedEachOnItsOwnAndDiscardedWithAReason()
    {
        var ids = new[] { await DeadLetterAsync("a"), await DeadLetterAsync("b") };
        var fingerprint = (await GetAsync($"{Path}/{ids[0]}")).GetProperty("letter").GetProperty("fingerprint").GetString();
        var result = await (await _client.PostAsJsonAsync($"{Path}/replays", new { fingerprint }, Stop)).JsonAsync(200);
        Assert.Equal(0, result.GetProperty("replayed").GetInt32());
        Assert.True(result.GetProperty("failed").GetInt32() >= 2);
        Assert.All(result.GetProperty("items").EnumerateArray(), item => Assert.Contains("JsonException", item.GetProperty("reason").GetString(), StringComparison.Ordinal));

        var discarded = await (await _client.PostAsJsonAsync($"{Path}/discards", new { ids = new[] { ids[0], ids[1], 99_999_999 }, reason = "A rehearsal." }, Stop)).JsonAsync(200);
        Assert.Equal(ids.Order(), discarded.GetProperty("discarded").EnumerateArray().Select(e => e.GetInt64()));
        Assert.Equal(99_999_999, discarded.GetProperty("skipped")[0].GetInt64());
        var page = await GetAsync($"{Path}?status=discarded&fingerprint={fingerprint}&limit=1");
        Assert.Equal(ids.Max(), page.GetProperty("items")[0].GetProperty("id").GetInt64());
        var next = await GetAsync($"{Path}?status=discarded&fingerprint={fingerprint}&limit=1&cursor={page.GetProperty("nextCursor").GetString()}");
        Assert.Equal(ids.Min(), next.GetProperty("items")[0].GetProperty("id").GetInt64());
    }

    [Fact]
    public async Task Many_StepByStep_TryEachOnceAlthoughItFailsAgain()
    {
        var ids = new[] { await DeadLetterAsync("s1"), await DeadLetterAsync("s2"), await DeadLetterAsync("s3") };
        var fingerprint = (await GetAsync($"{Path}/{ids[0]}")).GetProperty("letter").GetProperty("fingerprint").GetString();
        var tried = new List<long>();
        for (long? last = ids[0] - 1; last is { } after;)
        {
            var step = await (await _client.PostAsJsonAsync($"{Path}/replays", new { fingerprint, after, limit = 1 }, Stop)).JsonAsync(200);
            foreach (var item in step.GetProperty("items").EnumerateArray())
            {
                Assert.DoesNotContain(item.GetProperty("id").GetInt64(), tried);
                tried.Add(item.GetProperty("id").GetInt64());
            }

            last = step.GetProperty("last").ValueKind == JsonValueKind.Null ? null : step.GetProperty("last").GetInt64();
        }

        Assert.Equal(ids.Order(), tried.Intersect(ids));
    }

    [Fact]
    public async Task Nobody_WithoutThePermissionSeesOrTouchesThem()
    {
        var id = await DeadLetterAsync("c");
        using var stranger = service.CreateClient(Guid.CreateVersion7(), "customer");
        using var anonymous = service.CreateClient(token: null);
        foreach (var (method, path) in new[]
        {
            (HttpMethod.Get, Path), (HttpMethod.Get, $"{Path}/groups"), (HttpMethod.Get, $"{Path}/{id}"), (HttpMethod.Put, $"{Path}/{id}/message"),
            (HttpMethod.Post, $"{Path}/{id}/dry-run"), (HttpMethod.Post, $"{Path}/{id}/replay"), (HttpMethod.Post, $"{Path}/replays"), (HttpMethod.Post, $"{Path}/discards"),
        })
        {
            await (await stranger.SendAsync(new HttpRequestMessage(method, path), Stop)).ProblemAsync(403, "permission_denied");
            await (await anonymous.SendAsync(new HttpRequestMessage(method, path), Stop)).ProblemAsync(401, "unauthenticated");
        }
    }

    [Fact]
    public async Task BadRequests_AreToldWhatIsWrong()
    {
        await (await _client.GetAsync($"{Path}?status=alive", Stop)).ProblemAsync(422, "invalid_status");
        await (await _client.GetAsync($"{Path}/groups?status=alive", Stop)).ProblemAsync(422, "invalid_status");
        await (await _client.GetAsync($"{Path}?cursor=abc", Stop)).ProblemAsync(400, "invalid_cursor");
        await (await _client.GetAsync($"{Path}?limit=501", Stop)).ProblemAsync(422, "invalid_limit");
        await (await _client.GetAsync($"{Path}/99999999", Stop)).ProblemAsync(404, "not_found");
        await (await _client.PostAsync($"{Path}/99999999/replay", null, Stop)).ProblemAsync(404, "not_found");
        await (await _client.PostAsync($"{Path}/99999999/dry-run", null, Stop)).ProblemAsync(404, "not_found");
        await (await _client.PostAsJsonAsync($"{Path}/replays", new { }, Stop)).ProblemAsync(422, "validation_failed");
        await (await _client.PostAsJsonAsync($"{Path}/replays", new { fingerprint = "x", ids = s_one }, Stop)).ProblemAsync(422, "validation_failed");
        await (await _client.PostAsJsonAsync($"{Path}/replays", new { ids = s_one, after = 7 }, Stop)).ProblemAsync(422, "validation_failed");
        await (await _client.PostAsJsonAsync($"{Path}/replays", new { fingerprint = "x", limit = 501 }, Stop)).ProblemAsync(422, "validation_failed");
        await (await _client.PostAsJsonAsync($"{Path}/discards", new { ids = s_none, reason = "" }, Stop)).ProblemAsync(422, "validation_failed");
        var id = await DeadLetterAsync("d");
        await (await EditAsync(id, "\"1\"", JsonNode.Parse("[]")!)).ProblemAsync(422, "validation_failed");
        await (await EditAsync(id, "\"1\"", JsonNode.Parse("{}")!)).ProblemAsync(422, "dead_letters.unreadable");
    }

    // The version is no number: no consumer can read this.
    private async Task<long> DeadLetterAsync(string role)
    {
        await using var log = new PostgresEventLog(service.EventLog);
        var id = Guid.CreateVersion7();
        var envelope = JsonSerializer.Serialize(new
        {
            eventId = id,
            eventType = "identity.role-permissions-changed.v1",
            aggregateId = role,
            aggregateType = "role",
            eventVersion = 1,
            eventTime = DateTimeOffset.UnixEpoch,
            data = new { role, version = "seven", permissions = s_permissions, changedAt = DateTimeOffset.UnixEpoch },
            metadata = new { correlationId = "c" },
        });
        await log.AppendAsync([new LogRecord("users", role, id, envelope)], Stop);
        await EventuallyAsync(async () => await service.Database.ScalarAsync<long>($"SELECT count(*) FROM dead_letters WHERE message_id = '{id}'") == 1);
        return await service.Database.ScalarAsync<long>($"SELECT id FROM dead_letters WHERE message_id = '{id}'");
    }

    private async Task<JsonElement> GetAsync(string path) => await (await _client.GetAsync(path, Stop)).JsonAsync(200);

    private Task<HttpResponseMessage> EditAsync(long id, string tag, JsonNode message)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, $"{Path}/{id}/message") { Content = JsonContent.Create(new { message }) };
        request.Headers.TryAddWithoutValidation("If-Match", tag);
        return _client.SendAsync(request, Stop);
    }

    private static async Task EventuallyAsync(Func<Task<bool>> isSo)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(60), "not within a minute");
            await Task.Delay(50, Stop);
        }
    }
}
