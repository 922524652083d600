using System.Net;

namespace Commerce.Defaults.Tests;

public sealed class ProblemTests(SampleService service) : IClassFixture<SampleService>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Path_Unknown_IsAProblem() => await (await GetAsync("/api/v1/nothing")).ProblemAsync(404, "not_found");

    [Fact]
    public async Task Method_Unknown_IsAProblemThatNamesTheKnown()
    {
        using var client = service.CreateClient(token: null);
        var answer = await client.DeleteAsync(new Uri("/api/v1/echo", UriKind.Relative), Stop);
        await answer.ProblemAsync(405, "method_not_allowed");
        Assert.Equal(["POST"], answer.Content.Headers.Allow);
    }

    [Fact]
    public async Task Head_OfNothing_HasNoBody()
    {
        using var client = service.CreateClient(token: null);
        using var request = new HttpRequestMessage(HttpMethod.Head, "/api/v1/nothing");
        var answer = await client.SendAsync(request, Stop);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(Stop));
    }

    [Theory]
    [InlineData("/api/v1/echo/1", "invalid_parameter")]
    [InlineData("/api/v1/echo/1?limit=", "invalid_parameter")]
    [InlineData("/api/v1/echo/1?limit=abc", "invalid_parameter")]
    [InlineData("/api/v1/echo/1?limit=99999999999999999999", "invalid_parameter")]
    [InlineData("/api/v1/echo/1?limit=1.5", "invalid_parameter")]
    [InlineData("/api/v1/echo/1?limit=1&since=now", "invalid_parameter")]
    [InlineData("/api/v1/echo/1?limit=1&other=%00", "invalid_characters")]
    [InlineData("/api/v1/echo/1?limit=1&%00=x", "invalid_characters")]
    public async Task Query_Wrong_IsRefused(string path, string code)
    {
        var problem = await (await GetAsync(path)).ProblemAsync(400, code);
        Assert.DoesNotContain("Int32", problem.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("abc", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/v1/echo/99999999999")]
    [InlineData("/api/v1/echo/abc")]
    public async Task Route_ThatCannotBe_IsNotFound(string path) => await (await GetAsync(path)).ProblemAsync(404, "not_found");

    [Theory]
    [InlineData("contains=%ff%fe")]
    [InlineData("contains=%ed%a0%80")]
    [InlineData("contains=%F0%9F%8E%81")]
    [InlineData("contains=%25_'%3B--")]
    public async Task Query_OddText_NeverFails(string query)
    {
        using var client = service.CreateClient(Guid.CreateVersion7());
        await (await client.GetAsync(new Uri("/api/v1/notes?" + query, UriKind.Relative), Stop)).JsonAsync(200);
    }

    [Fact]
    public async Task Bug_IsAProblemWithoutDetails()
    {
        var problem = await (await FailAsync("bug")).ProblemAsync(500, "internal_error");
        Assert.DoesNotContain("secret detail", problem.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", problem.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Conflict_AnswersWithItsRefusal()
    {
        var answer = await FailAsync("conflict");
        await answer.ProblemAsync(409, "sample.gone");
        Assert.Equal("7", answer.Headers.RetryAfter?.ToString());
    }

    [Theory]
    [InlineData("statement-timeout", "busy")]
    [InlineData("database-gone", "unavailable")]
    public async Task Database_NotNow_SaysWhenToComeBack(string how, string code)
    {
        var answer = await FailAsync(how);
        await answer.ProblemAsync(503, code);
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    [Theory]
    [InlineData(400, "bad_request")]
    [InlineData(418, "refused")]
    [InlineData(500, "internal_error")]
    [InlineData(502, "server_error")]
    public async Task Status_Alone_BecomesAProblem(int status, string code) =>
        await (await GetAsync($"/api/v1/status/{status}")).ProblemAsync(status, code);

    [Fact]
    public async Task Correlation_Given_IsKeptEvenOnRefusals()
    {
        using var client = service.CreateClient(token: null);
        client.DefaultRequestHeaders.Add("X-Correlation-Id", "shop-42.A_b");
        foreach (var path in new[] { "/alive", "/api/v1/nothing", "/api/v1/me", "/api/v1/echo/1?limit=x" })
            Assert.Equal("shop-42.A_b", Assert.Single((await client.GetAsync(new Uri(path, UriKind.Relative), Stop)).Headers.GetValues("X-Correlation-Id")));
        Assert.Equal("shop-42.A_b", Assert.Single((await client.PostAsync(new Uri("/api/v1/fail/bug", UriKind.Relative), null, Stop)).Headers.GetValues("X-Correlation-Id")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("with space")]
    [InlineData("a\"b")]
    [InlineData("{\"json\":1}")]
    [InlineData("x", 65)]
    public async Task Correlation_NotFitForLogs_IsReplaced(string id, int times = 1)
    {
        using var client = service.CreateClient(token: null);
        client.DefaultRequestHeaders.TryAddWithoutValidation("X-Correlation-Id", string.Concat(Enumerable.Repeat(id, times)));
        var answered = Assert.Single((await client.GetAsync(new Uri("/alive", UriKind.Relative), Stop)).Headers.GetValues("X-Correlation-Id"));
        Assert.Matches("^[0-9a-f]{32}$", answered);
    }

    [Fact]
    public async Task Answer_HasNoServerHeader() => Assert.Empty((await GetAsync("/alive")).Headers.Server);

    private async Task<HttpResponseMessage> GetAsync(string path) =>
        await service.CreateClient(token: null).GetAsync(new Uri(path, UriKind.Relative), Stop);

    private async Task<HttpResponseMessage> FailAsync(string how) =>
        await service.CreateClient(token: null).PostAsync(new Uri($"/api/v1/fail/{how}", UriKind.Relative), null, Stop);
}
