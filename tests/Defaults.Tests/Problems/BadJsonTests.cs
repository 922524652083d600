using System.Net.Http.Headers;
using System.Text;

namespace Commerce.Defaults.Tests;

public sealed class BadJsonTests(SampleService service) : IClassFixture<SampleService>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", "body_missing", null)]
    [InlineData("null", "body_missing", null)]
    [InlineData("{", "malformed_json", "")]
    [InlineData("nonsense", "malformed_json", "")]
    [InlineData("""{"text":"a","lines":[],}""", "malformed_json", null)]
    [InlineData("""{"text":"a","lines":[]} trailing""", "malformed_json", null)]
    [InlineData("""{"text":"a","lines":[] /* comment */}""", "malformed_json", null)]
    [InlineData("""{'text':'a'}""", "malformed_json", null)]
    [InlineData("[]", "invalid_value", "")]
    [InlineData("\"text\"", "invalid_value", "")]
    [InlineData("42", "invalid_value", "")]
    [InlineData("{}", "missing_field", "/text")]
    [InlineData("""{"text":"a"}""", "missing_field", "/lines")]
    [InlineData("""{"text":null,"lines":[]}""", "null_not_allowed", "/text")]
    [InlineData("""{"text":7,"lines":[]}""", "invalid_value", "/text")]
    [InlineData("""{"text":"a","lines":{}}""", "invalid_value", "/lines")]
    [InlineData("""{"text":"a","lines":[],"owner":"me"}""", "unknown_field", "/owner")]
    [InlineData("""{"Text":"a","lines":[]}""", "unknown_field", "/Text")]
    [InlineData("""{"text":"a","text":"b","lines":[]}""", "duplicate_field", "/text")]
    [InlineData("""{"text":"a","lines":[{"sku":"s","quantity":1,"price":1}]}""", "unknown_field", "/lines/0/price")]
    [InlineData("""{"text":"a","lines":[{"sku":"s","quantity":1},{"sku":"s"}]}""", "missing_field", "/lines/1/quantity")]
    [InlineData("""{"text":"a","lines":[{"sku":"s","quantity":"1"}]}""", "invalid_value", "/lines/0/quantity")]
    [InlineData("""{"text":"a","lines":[{"sku":"s","quantity":1.5}]}""", "invalid_value", "/lines/0/quantity")]
    [InlineData("""{"text":"a","lines":[{"sku":"s","quantity":99999999999}]}""", "invalid_value", "/lines/0/quantity")]
    [InlineData("""{"text":"a","lines":[{"sku":"s","quantity":1e999}]}""", "invalid_value", "/lines/0/quantity")]
    [InlineData("""{"text":"a","lines":[{"sku":"s","quantity":NaN}]}""", "malformed_json", null)]
    [InlineData("""{"text":"a","lines":[],"colour":"green"}""", "invalid_value", "/colour")]
    [InlineData("""{"text":"a","lines":[],"colour":0}""", "invalid_value", "/colour")]
    [InlineData("""{"text":"a","lines":[],"colour":"0"}""", "invalid_value", "/colour")]
    [InlineData("""{"text":"a","lines":[],"price":12.34}""", "invalid_value", "/price")]
    [InlineData("""{"text":"a","lines":[],"price":{"amount":12.34,"currency":"EUR"}}""", "invalid_value", "/price")]
    [InlineData("""{"text":"a","lines":[],"price":{"amount":"12.345","currency":"EUR"}}""", "invalid_value", "/price")]
    [InlineData("""{"text":"a","lines":[],"price":{"amount":"12.34","currency":"euro"}}""", "invalid_value", "/price")]
    [InlineData("""{"text":"a","lines":[],"price":{"amount":"12.34","currency":"EUR","minor":1}}""", "invalid_value", "/price")]
    [InlineData("""{"text":"a","lines":[],"price":{"amount":"99999999999999999999","currency":"EUR"}}""", "invalid_value", "/price")]
    [InlineData("""{"text":"a","lines":[],"at":"yesterday"}""", "invalid_value", "/at")]
    [InlineData("""{"text":"a","lines":[],"at":1700000000}""", "invalid_value", "/at")]
    [InlineData("""{"text":"a","lines":[],"id":"42"}""", "invalid_value", "/id")]
    [InlineData("""{"text":"a\u0000b","lines":[]}""", "invalid_value", "/text")]
    [InlineData("""{"text":"a\ud800b","lines":[]}""", "invalid_value", "/text")]
    [InlineData("""{"text":"\udc00","lines":[]}""", "invalid_value", "/text")]
    [InlineData("""{"text":"a","lines":[],"document":{"deep":[{"x":"\u0000"}]}}""", "invalid_value", "/document")]
    [InlineData("""{"text":"a","lines":[],"document":{"deep":[{"x":"\ud800"}]}}""", "invalid_value", "/document")]
    [InlineData("""{"text":"a","lines":[],"document":{"\u0000":1}}""", "invalid_value", "/document")]
    [InlineData("""{"text":"a","lines":[],"document":{"\ud800":1}}""", "invalid_value", "/document")]
    [InlineData("""{"text":"a","lines":[],"attributes":{"a\u0000":"b"}}""", "invalid_value", null)]
    [InlineData("""{"text":"a","lines":[],"attributes":{"\ud800":"b"}}""", "invalid_value", null)]
    [InlineData("""{"text":"a","lines":[],"attributes":{"a":"b\u0000"}}""", "invalid_value", "/attributes/a")]
    [InlineData("""{"text":"a","lines":[],"attributes":{"a":1}}""", "invalid_value", "/attributes/a")]
    public async Task Body_Wrong_IsRefusedWithAPointer(string body, string code, string? pointer)
    {
        var problem = await (await PostAsync(Encoding.UTF8.GetBytes(body))).ProblemAsync(400, code);
        Assert.DoesNotContain("Commerce.", problem.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("System.", problem.GetRawText(), StringComparison.Ordinal);
        if (pointer is not null)
            Assert.Equal(pointer, problem.GetProperty("errors")[0].GetProperty("pointer").GetString());
    }

    [Fact]
    public async Task Body_BrokenUtf8_IsRefused()
    {
        byte[] body = [.. "{\"text\":\""u8, 0xC3, 0x28, .. "\",\"lines\":[]}"u8];
        await (await PostAsync(body)).ProblemAsync(400, "invalid_value");
    }

    [Fact]
    public async Task Body_NestedDeeply_IsRefused()
    {
        var body = $$"""{"text":"a","lines":[],"document":{{new string('[', 2_000)}}{{new string(']', 2_000)}}}""";
        await (await PostAsync(Encoding.UTF8.GetBytes(body))).ProblemAsync(400, "malformed_json");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData(null)]
    public async Task Body_OfAnotherType_IsRefused(string? type)
    {
        await (await PostAsync("{}"u8.ToArray(), type)).ProblemAsync(415, "unsupported_media_type");
    }

    [Fact]
    public async Task Body_TooLarge_IsRefused()
    {
        var body = Encoding.UTF8.GetBytes($$"""{"text":"{{new string('x', (int)ServiceDefaults.MaxBodyBytes)}}","lines":[]}""");
        await (await PostAsync(body)).ProblemAsync(413, "body_too_large");
    }

    [Fact]
    public async Task Body_Largest_IsRead()
    {
        var padding = new string('x', (int)ServiceDefaults.MaxBodyBytes - 30);
        await (await PostAsync(Encoding.UTF8.GetBytes($$"""{"text":"{{padding}}","lines":[]}"""))).JsonAsync(200);
    }

    [Fact]
    public async Task Body_TooLarge_IsRefusedAlsoWhenItMayBeRepeated()
    {
        using var client = service.CreateClient(Guid.CreateVersion7());
        var answer = await client.SendAsync(Answers.Post("/api/v1/notes", new { text = new string('x', (int)ServiceDefaults.MaxBodyBytes) }, "large"), Stop);
        await answer.ProblemAsync(413, "body_too_large");
    }

    [Theory]
    [InlineData("/api/v1/echo", 413)]
    [InlineData("/api/v1/nowhere", 404)]
    public async Task Body_LargerThanTheSocketsHold_IsAnsweredAndReadToItsEnd(string path, int status)
    {
        // More than the sockets between hold: the client can only end its writing when the service goes on reading.
        var answer = await PostAsync(new byte[32 * (int)ServiceDefaults.MaxBodyBytes], path: path);
        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Theory]
    [InlineData(1, 200)]
    [InlineData(2, 413)]
    public async Task Body_OfAnEndpointWithItsOwnLimit_IsMeasuredByIt(int megabytes, int status)
    {
        var text = new string('x', megabytes * (int)ServiceDefaults.MaxBodyBytes);
        var answer = await PostAsync(Encoding.UTF8.GetBytes($$"""{"text":"{{text}}","lines":[]}"""), path: "/api/v1/echo/length");
        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Body_Good_ComesBackAsItWas()
    {
        const string Body = """
            {"text":"Grüße 🎁","lines":[{"sku":"s","quantity":2}],"colour":"deepBlue","price":{"amount":"12.30","currency":"EUR"},
             "at":"2026-01-02T03:04:05+00:00","id":"01890a5d-ac96-774b-bcce-b302099a8057","document":{"any":[1,"x",null]},"attributes":{"a":"b"}}
            """;
        var echo = await (await PostAsync(Encoding.UTF8.GetBytes(Body))).JsonAsync(200);
        Assert.Equal("Grüße 🎁", echo.GetProperty("text").GetString());
        Assert.Equal("12.30", echo.GetProperty("price").GetProperty("amount").GetString());
        Assert.Equal("deepBlue", echo.GetProperty("colour").GetString());
        Assert.Equal(2, echo.GetProperty("document").GetProperty("any").GetArrayLength() - 1);
    }

    [Fact]
    public async Task Values_NotAcceptable_ComeWithPointers()
    {
        using var client = service.CreateClient(Guid.CreateVersion7());
        var answer = await client.SendAsync(Answers.Post("/api/v1/notes", new { text = "", waitMilliseconds = -1 }), Stop);
        var problem = await answer.ProblemAsync(422, "validation_failed");
        var errors = problem.GetProperty("errors").EnumerateArray()
            .Select(e => (e.GetProperty("pointer").GetString(), e.GetProperty("code").GetString())).ToList();
        Assert.Equal([("/text", "not_empty"), ("/waitMilliseconds", "inclusive_between")], errors);
    }

    private async Task<HttpResponseMessage> PostAsync(byte[] body, string? type = "application/json", string path = "/api/v1/echo")
    {
        var client = service.CreateClient(token: null);
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = type is null ? null : new MediaTypeHeaderValue(type);
        return await client.PostAsync(new Uri(path, UriKind.Relative), content, Stop);
    }
}
