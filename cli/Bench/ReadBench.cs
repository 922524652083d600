using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Commerce.Cli;

/// <summary>The hottest reads through the gateway, beside bare Kestrel and Npgsql answering the same query from the same database.</summary>
internal static class ReadBench
{
    private const int Connections = 32;
    private const int Windows = 3;
    private const double Goal = 0.25;

    public static async Task<IReadOnlyList<Figure>> RunAsync(RunningShop shop, TimeSpan window, CancellationToken ct)
    {
        var page = (await shop.Visitor().GetAsync("/api/v1/products?limit=24", ct)).OrThrow("Browsing");
        var product = page.GetProperty("items").EnumerateArray().First().GetProperty("id").GetGuid();
        using var raw = await StartRawAsync(shop, ct);
        try
        {
            return
            [
                .. await CompareAsync("product list of 24", shop, "/api/v1/products?limit=24", new Uri(raw.Address, "/"), window, ct),
                .. await CompareAsync("product detail", shop, $"/api/v1/products/{product}", new Uri(raw.Address, $"/{product}"), window, ct),
            ];
        }
        finally
        {
            raw.Process.StandardInput.Close();
        }
    }

    // In turns, so that both sides meet the same moods of the machine.
    private static async Task<IReadOnlyList<Figure>> CompareAsync(
        string what, RunningShop shop, string path, Uri limit, TimeSpan window, CancellationToken ct)
    {
        (string, string)[] headers = shop.TrustedKey is { } key ? [("X-Api-Key", key)] : [];
        var ours = new RawLoad(new Uri(shop.Gateway, path), headers);
        var theirs = new RawLoad(limit);
        await ours.RunAsync(Connections, window / 2, ct);
        await theirs.RunAsync(Connections, window / 2, ct);
        var pairs = new List<(double Ours, double Limit)>();
        for (var i = 0; i < Windows; i++)
            pairs.Add((await ours.RunAsync(Connections, window, ct), await theirs.RunAsync(Connections, window, ct)));

        var ratio = new Sampled(pairs.Select(p => p.Ours / p.Limit)).At(50);
        return
        [
            new(
                $"{what}, gateway : raw Kestrel + Npgsql",
                $"{new Sampled(pairs.Select(p => p.Ours)).At(50):F0}/s : {new Sampled(pairs.Select(p => p.Limit)).At(50):F0}/s = {ratio:P0}",
                $"≥ {Goal:P0}",
                ratio >= Goal),
        ];
    }

    private static async Task<Raw> StartRawAsync(RunningShop shop, CancellationToken ct)
    {
        var port = FreePort();
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(ReadBench).Assembly.Location, RawKestrelCommand.Name, $"{port}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment[RawKestrelCommand.DatabaseVariable] = shop.Database(Stores.Catalog);
        var process = Process.Start(start)!;
        if (await process.StandardOutput.ReadLineAsync(ct) != "ready")
            throw new RefusedException(AppHost.Hosting.Monitoring.ExitCodes.Failed, "The limit to compare with did not start.");
        return new Raw(process, new Uri($"http://127.0.0.1:{port}"));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed record Raw(Process Process, Uri Address) : IDisposable
    {
        public void Dispose() => Process.Dispose();
    }
}
