using System.Net;
using System.Net.Sockets;
using System.Text;
using Aspire.Hosting.ApplicationModel;
using Commerce.AppHost.Hosting.Monitoring;

namespace Commerce.AppHost.Hosting;

/// <summary>Runs a Redis that keeps nothing on disk.</summary>
internal sealed class RedisDriver(RedisResource redis, InstanceDirectory instance, Secrets secrets) : IDriver
{
    public string Kind => ResourceKinds.Redis;

    public string? Source => "redis-server";

    public IReadOnlyList<string> Urls => [$"tcp://127.0.0.1:{redis.Port}"];

    public async Task<ProcessSpec?> PrepareAsync(Action<string, bool> log, CancellationToken ct)
    {
        // A file rather than arguments: everybody on the machine can read the arguments of a process.
        var file = Path.Combine(instance.Root, $"{redis.Name}.conf");
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        await using (var writer = new StreamWriter(file, options))
        {
            await writer.WriteAsync($"""
                bind 127.0.0.1
                port {redis.Port}
                requirepass {secrets[redis.Name]}
                save ""
                appendonly no
                maxmemory 128mb
                maxmemory-policy allkeys-lru
                dir {instance.Root}

                """);
        }

        return new ProcessSpec("redis-server", [file]) { Grace = TimeSpan.FromSeconds(10) };
    }

    public async Task<bool> IsHealthyAsync(CancellationToken ct)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, redis.Port, ct);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"AUTH {secrets[redis.Name]}\r\nPING\r\n"), ct);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return await reader.ReadLineAsync(ct) is "+OK" && await reader.ReadLineAsync(ct) is "+PONG";
    }
}
