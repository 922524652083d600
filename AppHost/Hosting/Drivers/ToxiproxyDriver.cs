using System.Globalization;
using System.Text.Json;
using Commerce.AppHost.Hosting.Monitoring;

namespace Commerce.AppHost.Hosting;

/// <summary>Runs Toxiproxy with one proxy for each wire, all of them sound; <c>./commerce chaos</c> spoils them.</summary>
internal sealed class ToxiproxyDriver(NetworkResource network, InstanceDirectory instance, HttpClient http) : IDriver
{
    public string Kind => ResourceKinds.Network;

    public string? Source => network.Program;

    public IReadOnlyList<string> Urls => [network.Endpoints[0].UrlOf()];

    public async Task<ProcessSpec?> PrepareAsync(Action<string, bool> log, CancellationToken ct)
    {
        if (!File.Exists(network.Program))
            throw new StartRefusedException(ExitCodes.MissingTool, $"TOXIPROXY_HOME is set, but there is no {network.Program}.", network.Name);

        var file = Path.Combine(instance.Root, $"{network.Name}.json");
        await File.WriteAllTextAsync(file, Describe(network), ct);
        var port = network.Endpoints[0].Ports[0].ToString(CultureInfo.InvariantCulture);
        return new ProcessSpec(network.Program, ["-host", "127.0.0.1", "-port", port, "-config", file])
        {
            Grace = TimeSpan.FromSeconds(5),
            // Otherwise it writes a line for every connection that it spoils.
            Environment = new Dictionary<string, string> { ["LOG_LEVEL"] = "fatal" },
        };
    }

    public async Task<bool> IsHealthyAsync(CancellationToken ct)
    {
        // It answers before it has opened the last proxy.
        using var proxies = JsonDocument.Parse(await http.GetStringAsync($"{Urls[0]}/proxies", ct));
        return proxies.RootElement.EnumerateObject().Count() == network.Wires.Count;
    }

    internal static string Describe(NetworkResource network) => JsonSerializer.Serialize(network.Wires.Select(wire => new
    {
        name = wire.Name,
        listen = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{wire.Port}"),
        upstream = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{wire.ServerPort}"),
        enabled = true,
    }));
}
