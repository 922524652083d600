using System.Diagnostics;
using System.Text.Json;
using Commerce.Data;
using Commerce.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Commerce.Defaults.Tests;

public sealed class JsonLogsTests
{
    private readonly LoggerExternalScopeProvider _scopes = new();

    [Fact]
    public void Line_HasTheFieldsThatToolsLookFor()
    {
        using var activity = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();
        using var scope = _scopes.Push(new RequestScope("shop-42") { UserId = "0199" });
        var line = Write(log => log.LogWarning(new EventId(7), "Order {OrderId} took {Seconds} s", "o-1", 1.5));

        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", line.GetProperty("timestamp").GetString());
        Assert.Equal("Warning", line.GetProperty("level").GetString());
        Assert.Equal("sample", line.GetProperty("service").GetString());
        Assert.Equal(activity.TraceId.ToHexString(), line.GetProperty("traceId").GetString());
        Assert.Equal(activity.SpanId.ToHexString(), line.GetProperty("spanId").GetString());
        Assert.Equal("shop-42", line.GetProperty("correlationId").GetString());
        Assert.Equal("0199", line.GetProperty("userId").GetString());
        Assert.Equal("Order o-1 took 1.5 s", line.GetProperty("message").GetString());
        var metadata = line.GetProperty("metadata");
        Assert.Equal(("test", 7, "o-1", 1.5), (metadata.GetProperty("category").GetString(), metadata.GetProperty("eventId").GetInt32(),
            metadata.GetProperty("orderId").GetString(), metadata.GetProperty("seconds").GetDouble()));
    }

    [Fact]
    public void Line_OfAMessageBeingHandled_CarriesItsContext()
    {
        using var scope = _scopes.Push(new RequestContext("from-afar", UserId: "0200"));
        var line = Write(log => log.LogInformation("Handled"));
        Assert.Equal(("from-afar", "0200"), (line.GetProperty("correlationId").GetString(), line.GetProperty("userId").GetString()));
    }

    [Fact]
    public void Exception_StaysOnOneLine()
    {
        var line = Write(log => log.LogError(new InvalidOperationException("line one\nline two of ada@example.com"), "Failed"));
        var exception = line.GetProperty("metadata").GetProperty("exception");
        Assert.Equal("System.InvalidOperationException", exception.GetProperty("type").GetString());
        Assert.Contains("line two of ***", exception.GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Sent to ada.lovelace+shop@mail.example.com today", "Sent to *** today")]
    [InlineData("Bearer eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl", "Bearer ***")]
    [InlineData("Host=db;Username=u;Password=geheim;Database=d", "Host=db;Username=u;Password=***;Database=d")]
    [InlineData("card 4111 1111 1111 1111 declined", "card *** declined")]
    [InlineData("card 4111-1111-1111-1111", "card ***")]
    [InlineData("card 378282246310005", "card ***")]
    [InlineData("order 4111111111111112 is no card", "order 4111111111111112 is no card")]
    [InlineData("at 20260102030405123", "at 20260102030405123")]
    [InlineData("id 01890a5d-ac96-774b-bcce-b302099a8057", "id 01890a5d-ac96-774b-bcce-b302099a8057")]
    [InlineData("a @ b = c", "a @ b = c")]
    public void Text_ThatTellsTooMuch_IsMasked(string text, string written)
    {
        var line = Write(log => log.LogInformation("{Text}", text));
        Assert.Equal(written, line.GetProperty("message").GetString());
        Assert.Equal(written, line.GetProperty("metadata").GetProperty("text").GetString());
    }

    [Theory]
    [InlineData("Password")]
    [InlineData("ClientSecret")]
    [InlineData("Authorization")]
    [InlineData("RefreshToken")]
    [InlineData("CardNumber")]
    public void Value_WithASecretName_IsNeverInTheMetadata(string name)
    {
        var line = Write(log => log.Log(LogLevel.Information, default, new[] { new KeyValuePair<string, object?>(name, "hunter2") }, null, (_, _) => "x"));
        Assert.Equal("***", line.GetProperty("metadata").GetProperty(JsonNamingPolicy.CamelCase.ConvertName(name)).GetString());
    }

    [Fact]
    public void Value_WithASecretName_IsNotInTheMessageEither()
    {
        var line = Write(log => log.LogInformation("Signed in with {Password} as {Name}", "hunter2", "ada"));
        Assert.Equal("Signed in with *** as ada", line.GetProperty("message").GetString());
    }

    [Fact]
    public void Text_OfAnyKind_StaysJson()
    {
        const string Odd = "quote \" backslash \\ newline \n tab \t bell \a lone \ud800 emoji 🎁 NUL \0";
        int[] list = [1, 2];
        var line = Write(log => log.LogInformation("{Odd} {List} {Nothing} {Number}", Odd, list, null, double.NaN));
        Assert.Contains("emoji 🎁", line.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("1, 2", line.GetProperty("metadata").GetProperty("list").GetString());
    }

    private JsonElement Write(Action<ILogger> write)
    {
        using var text = new StringWriter();
        write(new Logger(new JsonLogs(new ServiceIdentity("sample"), new ManualClock()), _scopes, text));
        var lines = text.ToString().TrimEnd('\n').Split('\n');
        return JsonSerializer.Deserialize<JsonElement>(Assert.Single(lines));
    }

    private sealed class Logger(JsonLogs format, IExternalScopeProvider scopes, StringWriter output) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            format.Write(new LogEntry<TState>(logLevel, "test", eventId, state, exception, formatter), scopes, output);
    }
}
