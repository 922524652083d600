using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Logging.Abstractions;
using static Commerce.Defaults.Tests.Answers;

namespace Commerce.Defaults.Tests;

public sealed class IdempotencyTests(SampleService service) : IClassFixture<SampleService>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Call_FiftyTimesAtOnce_HasOneEffectAndOneAnswer()
    {
        var user = Guid.CreateVersion7();
        using var client = service.CreateClient(user);
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(async _ =>
        {
            using var answer = await client.SendAsync(Post("/api/v1/notes", new { text = "once", waitMilliseconds = 50 }, "parallel"), Stop);
            return (answer.StatusCode, Replayed: answer.Headers.Contains("Idempotency-Replayed"), answer.Headers.Location,
                answer.Headers.ETag, Body: Convert.ToHexString(await answer.Content.ReadAsByteArrayAsync(Stop)), answer.Content.Headers.ContentType);
        }));

        Assert.All(answers, a => Assert.Equal(HttpStatusCode.Created, a.StatusCode));
        Assert.Single(answers, a => !a.Replayed);
        Assert.Single(answers.Select(a => (a.Location, a.ETag, a.Body, a.ContentType)).Distinct());
        Assert.Equal(1, await service.Database.ScalarAsync<long>("SELECT count(*) FROM notes WHERE owner = $1", user));
    }

    [Fact]
    public async Task Call_Repeated_IsAnsweredByteForByte()
    {
        using var client = service.CreateClient(Guid.CreateVersion7());
        var first = await client.SendAsync(Post("/api/v1/notes", new { text = "again" }, "k-1"), Stop);
        var second = await client.SendAsync(Post("/api/v1/notes", new { text = "again" }, "k-1"), Stop);

        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        Assert.Equal(first.StatusCode, second.StatusCode);
        Assert.Equal(await first.Content.ReadAsByteArrayAsync(Stop), await second.Content.ReadAsByteArrayAsync(Stop));
        Assert.Equal(first.Headers.Location, second.Headers.Location);
        Assert.Equal(first.Headers.ETag, second.Headers.ETag);
        Assert.Equal(first.Content.Headers.ContentType, second.Content.Headers.ContentType);
        Assert.False(first.Headers.Contains("Idempotency-Replayed"));
        Assert.Equal("true", Assert.Single(second.Headers.GetValues("Idempotency-Replayed")));
    }

    [Fact]
    public async Task Call_WithoutKey_IsDoneEachTime()
    {
        var user = Guid.CreateVersion7();
        using var client = service.CreateClient(user);
        await client.SendAsync(Post("/api/v1/notes", new { text = "twice" }), Stop);
        await client.SendAsync(Post("/api/v1/notes", new { text = "twice" }), Stop);
        Assert.Equal(2, await service.Database.ScalarAsync<long>("SELECT count(*) FROM notes WHERE owner = $1", user));
    }

    [Fact]
    public async Task Key_WithAnotherBody_IsRefused()
    {
        var user = Guid.CreateVersion7();
        using var client = service.CreateClient(user);
        await client.SendAsync(Post("/api/v1/notes", new { text = "first" }, "reused"), Stop);
        var second = await client.SendAsync(Post("/api/v1/notes", new { text = "second" }, "reused"), Stop);
        await second.ProblemAsync(422, "idempotency_key_reused");
        Assert.Equal(1, await service.Database.ScalarAsync<long>("SELECT count(*) FROM notes WHERE owner = $1", user));
    }

    [Fact]
    public async Task Key_OfSomebodyElse_IsAnotherKey()
    {
        using var ada = service.CreateClient(Guid.CreateVersion7());
        using var grace = service.CreateClient(Guid.CreateVersion7());
        var hers = await (await ada.SendAsync(Post("/api/v1/notes", new { text = "mine" }, "shared"), Stop)).JsonAsync(201);
        var answer = await grace.SendAsync(Post("/api/v1/notes", new { text = "mine" }, "shared"), Stop);
        Assert.False(answer.Headers.Contains("Idempotency-Replayed"));
        Assert.NotEqual(hers.GetProperty("noteId").GetGuid(), (await answer.JsonAsync(201)).GetProperty("noteId").GetGuid());
    }

    [Fact]
    public async Task Refusal_IsNotRemembered()
    {
        var user = Guid.CreateVersion7();
        using var client = service.CreateClient(user);
        await (await client.SendAsync(Post("/api/v1/notes", new { text = "taboo" }, "refused"), Stop)).ProblemAsync(409, "sample.taboo");
        await (await client.SendAsync(Post("/api/v1/notes", new { text = "allowed" }, "refused"), Stop)).JsonAsync(201);
    }

    [Fact]
    public async Task Refusal_OfAKeyUsedForSomethingElse_SaysSo()
    {
        using var client = service.CreateClient(Guid.CreateVersion7());
        await (await client.SendAsync(Post("/api/v1/notes", new { text = "allowed" }, "mixed"), Stop)).JsonAsync(201);
        await (await client.SendAsync(Post("/api/v1/notes", new { text = "taboo" }, "mixed"), Stop)).ProblemAsync(422, "idempotency_key_reused");
    }

    [Fact]
    public async Task Edit_Repeated_IsNotStaleToItself()
    {
        using var client = service.CreateClient(Guid.CreateVersion7());
        var note = await (await client.SendAsync(Post("/api/v1/notes", new { text = "draft" }), Stop)).JsonAsync(201);
        var path = $"/api/v1/notes/{note.GetProperty("noteId").GetGuid()}";

        async Task<HttpResponseMessage> EditAsync(string key)
        {
            var request = Post(path, new { text = "final" }, key);
            request.Method = HttpMethod.Put;
            request.Headers.IfMatch.Add(new EntityTagHeaderValue("\"1\""));
            return await client.SendAsync(request, Stop);
        }

        var first = await EditAsync("edit");
        var repeated = await EditAsync("edit");
        var somebodyElses = await EditAsync("another");
        Assert.Equal((HttpStatusCode.NoContent, "\"2\""), (first.StatusCode, first.Headers.ETag?.Tag));
        Assert.Equal((HttpStatusCode.NoContent, "\"2\""), (repeated.StatusCode, repeated.Headers.ETag?.Tag));
        Assert.True(repeated.Headers.Contains("Idempotency-Replayed"));
        await somebodyElses.ProblemAsync(412, "precondition_failed");
    }

    [Fact]
    public async Task Anonymous_SameKey_NeverSeesAnothersAnswer()
    {
        using var client = service.CreateClient(token: null);
        var hers = await (await client.SendAsync(Post("/api/v1/anonymous-notes", new { text = "hers" }, "guess"), Stop)).JsonAsync(200);
        var his = await client.SendAsync(Post("/api/v1/anonymous-notes", new { text = "his" }, "guess"), Stop);
        var again = await client.SendAsync(Post("/api/v1/anonymous-notes", new { text = "hers" }, "guess"), Stop);

        Assert.NotEqual(hers.GetProperty("noteId").GetGuid(), (await his.JsonAsync(200)).GetProperty("noteId").GetGuid());
        Assert.False(his.Headers.Contains("Idempotency-Replayed"));
        Assert.Equal(hers.GetProperty("noteId").GetGuid(), (await again.JsonAsync(200)).GetProperty("noteId").GetGuid());
    }

    [Fact]
    public async Task Key_Required_IsAskedFor()
    {
        using var client = service.CreateClient(token: null);
        await (await client.SendAsync(Post("/api/v1/anonymous-notes", new { text = "x" }), Stop)).ProblemAsync(400, "idempotency_key_required");
    }

    [Theory]
    [InlineData("")]
    [InlineData("with space")]
    [InlineData("tab\tbed")]
    [InlineData("x", 256)]
    public async Task Key_Malformed_IsRefused(string key, int times = 1)
    {
        using var client = service.CreateClient(Guid.CreateVersion7());
        var answer = await client.SendAsync(Post("/api/v1/notes", new { text = "x" }, string.Concat(Enumerable.Repeat(key, times))), Stop);
        await answer.ProblemAsync(400, "invalid_idempotency_key");
    }

    [Fact]
    public async Task Key_Twice_IsRefused()
    {
        using var client = service.CreateClient(Guid.CreateVersion7());
        var request = Post("/api/v1/notes", new { text = "x" }, "one");
        request.Headers.TryAddWithoutValidation("Idempotency-Key", "two");
        await (await client.SendAsync(request, Stop)).ProblemAsync(400, "invalid_idempotency_key");
    }

    [Fact]
    public async Task Answer_OlderThanADay_IsForgotten()
    {
        var user = Guid.CreateVersion7();
        using var client = service.CreateClient(user);
        await client.SendAsync(Post("/api/v1/notes", new { text = "old" }, "old"), Stop);
        await client.SendAsync(Post("/api/v1/notes", new { text = "young" }, "young"), Stop);
        await service.Database.ExecuteAsync("UPDATE idempotency_keys SET created_at = now() - interval '25 hours' WHERE key = 'old'");
        await service.Database.ExecuteAsync("UPDATE idempotency_keys SET created_at = now() - interval '23 hours' WHERE key = 'young'");

        using var forget = new ForgetOldAnswers(service.Database.Source, TimeProvider.System, NullLogger<ForgetOldAnswers>.Instance);
        await forget.StartAsync(Stop);
        while (await service.Database.ScalarAsync<long>("SELECT count(*) FROM idempotency_keys WHERE key = 'old'") > 0)
            await Task.Delay(20, Stop);
        await forget.StopAsync(Stop);
        Assert.Equal(1, await service.Database.ScalarAsync<long>("SELECT count(*) FROM idempotency_keys WHERE key = 'young'"));
    }
}
