using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.Gateway;

/// <summary>One gateway instance on a port of its own.</summary>
internal sealed class TestGateway : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestGateway(WebApplication app, HttpClient client) => (_app, Client) = (app, client);

    /// <summary>A client that follows nothing and unpacks nothing.</summary>
    public HttpClient Client { get; }

    public int Port => Client.BaseAddress!.Port;

    public IServiceProvider Services => _app.Services;

    /// <summary>The gateway in front of these services, with more settings as <c>Section:Key</c>.</summary>
    public static async Task<TestGateway> StartAsync(
        IEnumerable<(string Name, Upstream Service)> services, params (string Key, string Value)[] settings)
    {
        List<(string Key, string Value)> all =
        [
            ("urls", "http://127.0.0.1:0"), ("environment", "Production"), ("Auth:Authority", "http://127.0.0.1:9/realms/commerce"),
            ("ServiceClient:Id", "commerce-gateway"), ("ServiceClient:Secret", Commerce.Testing.TestIssuer.ClientSecret),
            ("Logging:LogLevel:Default", "None"), ("Logging:LogLevel:Microsoft.Hosting.Lifetime", "None"), ("Logging:LogLevel:Microsoft.AspNetCore", "None"),
        ];
        foreach (var group in services.GroupBy(service => service.Name))
            all.AddRange(group.Select((service, i) => ($"services:{group.Key}:http:{i}", service.Service.Address)));
        all.AddRange(settings);

        var app = GatewayApp.Build([.. all.Select(setting => $"--{setting.Key}={setting.Value}")]);
        await app.StartAsync(TestContext.Current.CancellationToken);
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        return new(app, new HttpClient(handler) { BaseAddress = new Uri(app.Urls.First()), Timeout = TimeSpan.FromSeconds(30) });
    }

    public static Task<TestGateway> StartAsync(string name, Upstream service, params (string Key, string Value)[] settings) =>
        StartAsync([(name, service)], settings);

    /// <summary>Waits until the connection to Redis stands; until then an instance counts on its own.</summary>
    public Task RedisIsThereAsync() => Eventually.IsTrueAsync(
        () => Task.FromResult(_app.Services.GetRequiredService<RedisConnection>().Database is not null));

    public Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, path, null, headers);

    public Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await _app.StopAsync(soon.Token);
        await _app.DisposeAsync();
    }
}

/// <summary>Reading what the gateway answered.</summary>
internal static class Answers
{
    public static string? Header(this HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) || response.Content.Headers.TryGetValues(name, out values)
            ? string.Join(", ", values)
            : null;

    /// <summary>The problem's code; fails when the answer is not a whole problem document.</summary>
    public static async Task<string> ProblemAsync(this HttpResponseMessage response)
    {
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.Equal((int)response.StatusCode, problem.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.GetProperty("traceId").GetString()!);
        Assert.NotEmpty(problem.GetProperty("type").GetString()!);
        return problem.GetProperty("code").GetString()!;
    }

    public static Task<string> TextAsync(this HttpResponseMessage response) =>
        response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
}
