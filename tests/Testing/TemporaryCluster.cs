using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Npgsql;

namespace Commerce.Testing;

/// <summary>A PostgreSQL cluster in a temporary folder that ends with the process that started it, even when that is killed.</summary>
internal sealed class TemporaryCluster
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    // Its standard input is a pipe that the operating system closes when the test process ends, however it ends.
    private const string Supervisor = """
        set -e
        data="$1"; port="$2"; bin="$3"
        "$bin/initdb" -D "$data" -U postgres --auth=scram-sha-256 --pwfile=<(printf '%s' "$PASSWORD") -E UTF8 --no-sync >"$data.log" 2>&1
        "$bin/postgres" -D "$data" -p "$port" -c listen_addresses=127.0.0.1 -c unix_socket_directories='' \
            -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=400 -c shared_buffers=128MB -c jit=off \
            </dev/null >>"$data.log" 2>&1 &
        server=$!
        cat >/dev/null || true
        kill -INT "$server" 2>/dev/null || true
        wait "$server" || true
        rm -rf "$data" "$data.log"
        """;

    // Held on purpose: a collected Process closes the pipe, and the server would end in the middle of the tests.
    private readonly Process _supervisor;

    private TemporaryCluster(string connectionString, Process supervisor) => (ConnectionString, _supervisor) = (connectionString, supervisor);

    public string ConnectionString { get; }

    public static async Task<TemporaryCluster> StartAsync()
    {
        var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var port = FreePort();
        var data = Path.Combine(Path.GetTempPath(), $"commerce-tests-{port}-{Guid.CreateVersion7():N}");
        var process = Process.Start(Command(data, port, password)) ?? throw new InvalidOperationException("bash did not start.");
        var connectionString = new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = port,
            Username = "postgres",
            Password = password,
            Database = "postgres",
            Pooling = false,
        }.ConnectionString;
        await AnsweringAsync(connectionString, process, data + ".log");
        return new TemporaryCluster(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = true }.ConnectionString, process);
    }

    private static ProcessStartInfo Command(string data, int port, string password)
    {
        // PostgreSQL refuses to run as root.
        string[] asPostgres = Environment.UserName == "root"
            ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--reset-env"]
            : ["env"];
        string[] command = [.. asPostgres, "env", $"PASSWORD={password}", "bash", "-c", Supervisor, "postgres-for-tests", data, $"{port}", Binaries()];
        return new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, WorkingDirectory = Path.GetTempPath() };
    }

    private static string Binaries() =>
        Directory.EnumerateDirectories("/usr/lib/postgresql")
            .OrderByDescending(d => int.TryParse(Path.GetFileName(d), out var version) ? version : 0)
            .Select(d => Path.Combine(d, "bin"))
            .FirstOrDefault(d => File.Exists(Path.Combine(d, "initdb")))
        ?? throw new InvalidOperationException("PostgreSQL is not installed; install it or set COMMERCE_TEST_POSTGRES.");

    private static async Task AnsweringAsync(string connectionString, Process process, string log)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(connectionString);
                await connection.OpenAsync();
                return;
            }
            catch (NpgsqlException) when (!process.HasExited && TimeProvider.System.GetElapsedTime(began) < s_patience)
            {
                await Task.Delay(50);
            }
            catch (NpgsqlException e)
            {
                throw new InvalidOperationException($"PostgreSQL did not start: {(File.Exists(log) ? await File.ReadAllTextAsync(log) : "no log")}", e);
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
