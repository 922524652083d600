using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Commerce.Testing;

namespace Commerce.Defaults.Tests;

/// <summary>The sample service as its own process: what comes out of it, and how it ends.</summary>
public sealed class ProcessTests : IAsyncLifetime
{
    private static readonly string[] s_fields = ["timestamp", "level", "message", "metadata"];
    private static readonly string[] s_secrets = ["ada@example.com", "hunter2", "4111"];

    private readonly TestDatabase _database = new();
    private readonly TestIssuer _issuer = new();
    private readonly Collector _collector = new();
    private readonly List<string> _output = [];
    private readonly int _port = FreePort();
    private Process? _process;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _database.InitializeAsync();
        await _issuer.InitializeAsync();
        await _collector.StartAsync();
        _process = Process.Start(new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location])
        {
            RedirectStandardOutput = true,
            Environment =
            {
                ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{_port}",
                ["ASPNETCORE_ENVIRONMENT"] = "Production",
                ["ConnectionStrings__sampledb"] = _database.ConnectionString,
                ["ConnectionStrings__kafka"] = _database.ConnectionString,
                ["Auth__Authority"] = _issuer.Authority,
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _collector.Address,
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            },
        })!;
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is { } text)
                lock (_output)
                    _output.Add(text);
        };
        _process.BeginOutputReadLine();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
            _process.Kill();
        _process?.Dispose();
        await _collector.DisposeAsync();
        await _issuer.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Process_ToldToStop_FinishesWhatItBeganAndLogsJsonOnly()
    {
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{_port}") };
        await HealthyAsync(client);
        client.DefaultRequestHeaders.Authorization = new("Bearer", _issuer.Token(Guid.CreateVersion7()));
        client.DefaultRequestHeaders.Add("X-Correlation-Id", "to-the-end");
        await client.PostAsync("/api/v1/fail/log", null, Stop);
        var bug = await (await client.PostAsync("/api/v1/fail/bug", null, Stop)).ProblemAsync(500, "internal_error");

        var slow = client.SendAsync(Answers.Post("/api/v1/notes", new { text = "in flight", waitMilliseconds = 2_000 }), Stop);
        await Task.Delay(500, Stop);
        using (var kill = Process.Start("kill", ["-TERM", $"{_process!.Id}"]))
            await kill.WaitForExitAsync(Stop);

        Assert.Equal(HttpStatusCode.Created, (await slow).StatusCode);
        await _process.WaitForExitAsync(Stop);
        Assert.Equal(0, _process.ExitCode);
        CheckOutput(bug.GetProperty("traceId").GetString()!);

        // Sent before the process ended.
        Assert.Contains("POST /api/v1/fail/{how}", _collector.Received("/v1/traces"), StringComparison.Ordinal);
        Assert.Contains("sample", _collector.Received("/v1/traces"), StringComparison.Ordinal);
        Assert.Contains("http.server.request.duration", _collector.Received("/v1/metrics"), StringComparison.Ordinal);
    }

    private void CheckOutput(string traceOfTheBug)
    {
        var lines = _output.ConvertAll(line => JsonSerializer.Deserialize<JsonElement>(line));
        Assert.All(lines, line =>
        {
            Assert.Equal("sample", line.GetProperty("service").GetString());
            Assert.All(s_fields, field => Assert.True(line.TryGetProperty(field, out _), field));
        });
        var all = string.Join('\n', _output);
        Assert.Contains("order 42", all, StringComparison.Ordinal);
        Assert.All(s_secrets, secret => Assert.DoesNotContain(secret, all, StringComparison.Ordinal));

        var failure = Assert.Single(lines, line => line.GetProperty("level").GetString() == "Error");
        Assert.Equal(traceOfTheBug, failure.GetProperty("traceId").GetString());
        Assert.Equal("to-the-end", failure.GetProperty("correlationId").GetString());
        Assert.Matches("^[0-9a-f-]{36}$", failure.GetProperty("userId").GetString());
        Assert.Contains("secret detail", failure.GetProperty("metadata").GetProperty("exception").GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    private static async Task HealthyAsync(HttpClient client)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                if ((await client.GetAsync("/health", Stop)).StatusCode == HttpStatusCode.OK)
                    return;
            }
            catch (HttpRequestException) when (TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(60))
            {
                await Task.Delay(100, Stop);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
