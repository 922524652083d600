using System.Net.Http.Json;
using System.Text.Json;
using Commerce.AppHost.Hosting.Monitoring;

namespace Commerce.Cli;

/// <summary>The hands on the wires between services and servers: what a failing network does to connections.</summary>
internal sealed class ChaosNetwork
{
    private const string NoProxy =
        "no proxy stands between the services: install Toxiproxy (toxiproxy-server on the path, or its folder in TOXIPROXY_HOME) and start again with ./commerce run --faults";

    // A connection for each call: the proxy closes one that is not used for seconds, and a call lost in that would leave a wire spoiled.
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(10), DefaultRequestHeaders = { ConnectionClose = true } };

    private readonly Uri? _proxy;
    private readonly IReadOnlyList<string> _wires;

    private ChaosNetwork(Uri? proxy, IReadOnlyList<string> wires) => (_proxy, _wires) = (proxy, wires);

    public static async Task<ChaosNetwork> FindAsync(InstanceState state, CancellationToken ct)
    {
        if (state.Resources.FirstOrDefault(resource => resource.Kind == ResourceKinds.Network) is not { } network)
            return new ChaosNetwork(null, []);

        var proxy = new Uri(network.Urls[0]);
        var wires = await Http.GetFromJsonAsync<Dictionary<string, JsonElement>>(new Uri(proxy, "/proxies"), ct);
        return new ChaosNetwork(proxy, [.. wires!.Keys]);
    }

    /// <summary>Why these wires cannot be spoiled; null when they can.</summary>
    public string? WhyNot(IReadOnlyList<string> wires)
    {
        if (wires.Count == 0)
            return null;
        if (_proxy is null)
            return NoProxy;
        return wires.FirstOrDefault(wire => !_wires.Contains(wire)) is { } missing ? $"nothing leads through the proxy by the name of {missing}" : null;
    }

    /// <summary>Spoils the wires for that long. Answers when they are sound again.</summary>
    public async Task<long> SpoilAsync(IReadOnlyList<string> wires, IReadOnlyList<Toxic> toxics, TimeSpan time, CancellationToken ct)
    {
        try
        {
            foreach (var (wire, toxic) in wires.SelectMany(wire => toxics, (wire, toxic) => (wire, toxic)))
                await AskAsync($"/proxies/{wire}/toxics", new { toxic.Name, toxic.Type, toxic.Stream, toxic.Toxicity, toxic.Attributes }, ct);
            await Task.Delay(time, ct);
        }
        finally
        {
            await MendAsync();
        }

        return TimeProvider.System.GetTimestamp();
    }

    /// <summary>Ends every connection of the wires and refuses new ones for that long, as a server does that is away. Answers when it is back.</summary>
    public async Task<long> TakeAwayAsync(IReadOnlyList<string> wires, TimeSpan time, CancellationToken ct)
    {
        try
        {
            foreach (var wire in wires)
                await AskAsync($"/proxies/{wire}", new { enabled = false }, ct);
            await Task.Delay(time, ct);
        }
        finally
        {
            await MendAsync();
        }

        return TimeProvider.System.GetTimestamp();
    }

    // Also when the run is called off: the platform is left as it was found.
    private Task MendAsync() => AskAsync("/reset", new { }, CancellationToken.None);

    private async Task AskAsync(string path, object what, CancellationToken ct)
    {
        using var answer = await Http.PostAsJsonAsync(new Uri(_proxy!, path), what, ct);
        if (!answer.IsSuccessStatusCode)
            throw new RefusedException(ExitCodes.Failed, $"The proxy did not do what it was told: {await answer.Content.ReadAsStringAsync(ct)}");
    }
}
