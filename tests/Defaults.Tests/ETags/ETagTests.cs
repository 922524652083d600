using System.Net;
using System.Net.Http.Json;

namespace Commerce.Defaults.Tests;

public sealed class ETagTests(SampleService service) : IClassFixture<SampleService>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Edit_WithoutIfMatch_IsAskedForIt()
    {
        var (client, path) = await NoteAsync();
        await (await EditAsync(client, path, null)).ProblemAsync(428, "precondition_required");
    }

    [Theory]
    [InlineData("\"2\"")]
    [InlineData("W/\"1\"")]
    [InlineData("*")]
    [InlineData("1")]
    [InlineData("\"\"")]
    [InlineData("\"abc\"")]
    [InlineData("\"-1\"")]
    [InlineData("\"99999999999999999999\"")]
    [InlineData("\"1\", \"2\"")]
    public async Task Edit_WithAnotherTag_IsStale(string tag)
    {
        var (client, path) = await NoteAsync();
        await (await EditAsync(client, path, tag)).ProblemAsync(412, "precondition_failed");
    }

    [Fact]
    public async Task Edit_ByTwentyAtOnce_HasOneWinner()
    {
        var (client, path) = await NoteAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => EditAsync(client, path, "\"1\"", $"edit {i}")));
        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.NoContent);
        Assert.Equal(19, answers.Count(a => a.StatusCode == HttpStatusCode.PreconditionFailed));
        Assert.Equal("\"2\"", (await client.GetAsync(path, Stop)).Headers.ETag?.Tag);
    }

    [Theory]
    [InlineData("\"1\"", 304)]
    [InlineData("W/\"1\"", 304)]
    [InlineData("*", 304)]
    [InlineData("\"7\", \"1\"", 304)]
    [InlineData("\"2\"", 200)]
    [InlineData("nonsense", 200)]
    public async Task Read_WithAKnownTag_IsNotRepeated(string tag, int status)
    {
        var (client, path) = await NoteAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        var answer = await client.SendAsync(request, Stop);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("\"1\"", answer.Headers.ETag?.Tag);
        Assert.Equal(status == 304, (await answer.Content.ReadAsByteArrayAsync(Stop)).Length == 0);
    }

    private async Task<(HttpClient Client, Uri Path)> NoteAsync()
    {
        var client = service.CreateClient(Guid.CreateVersion7());
        var answer = await client.SendAsync(Answers.Post("/api/v1/notes", new { text = "draft" }), Stop);
        await answer.JsonAsync(201);
        return (client, answer.Headers.Location!);
    }

    private static async Task<HttpResponseMessage> EditAsync(HttpClient client, Uri path, string? tag, string text = "final")
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = JsonContent.Create(new { text }) };
        if (tag is not null)
            request.Headers.TryAddWithoutValidation("If-Match", tag);
        return await client.SendAsync(request, Stop);
    }
}
