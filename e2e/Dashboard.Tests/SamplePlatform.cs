using System.Text.Json;
using Commerce.AppHost.Hosting.Monitoring;

namespace Commerce.DeveloperDashboard;

/// <summary>A believable platform: every kind of resource and every state that a person meets.</summary>
internal static class SamplePlatform
{
    public static SampleMonitor Running()
    {
        var monitor = new SampleMonitor().Add(
            Resource("postgres", ResourceKinds.Postgres, 7050, "/usr/lib/postgresql/15/bin/postgres"),
            Database("identitydb"),
            Database("orderingdb"),
            Resource("redis", ResourceKinds.Redis, 7051, "/usr/bin/redis-server"),
            new("kafka", ResourceKinds.EventLog, ResourceStates.Running, ResourceHealth.Healthy, null, [], 0, Ago(722), null, "database eventlog", []),
            Service("identity", 7010),
            Service("catalog", 7011),
            Service("inventory", 7012) with { State = ResourceStates.Restarting, Health = null, Restarts = 3, Pid = null, ExitCode = 134 },
            Service("ordering", 7013),
            Service("payments", 7014) with { Health = ResourceHealth.Unhealthy, Restarts = 1 },
            Service("payment-sandbox", 7015) with { State = ResourceStates.Failed, Health = null, Pid = null, ExitCode = 3, StartedAt = null },
            Service("gateway", 7000) with { State = ResourceStates.Waiting, Health = null, Pid = null, StartedAt = null, Urls = ["http://127.0.0.1:7000", "https://127.0.0.1:7443"] },
            Service("seed", 7016) with { State = ResourceStates.Finished, Health = null, Pid = null, ExitCode = 0, Urls = [] });
        WriteSomeLines(monitor);
        return monitor;
    }

    public static ResourceSnapshot Service(string name, int port) =>
        Resource(name, ResourceKinds.Project, port, $"features/{name}/Commerce.{name}.csproj") with
        {
            Urls = [$"http://127.0.0.1:{port}"],
            Environment =
            [
                new("ASPNETCORE_URLS", $"http://127.0.0.1:{port}"),
                new("ConnectionStrings__orderingdb", "Host=127.0.0.1;Port=7050;Username=orderingdb;Password=********;Database=orderingdb;Maximum Pool Size=40"),
                new("Auth__Authority", "http://127.0.0.1:7010/realms/commerce"),
                new("OTEL_SERVICE_NAME", name),
            ],
        };

    public static string Json(string level, string message, object? metadata = null) => JsonSerializer.Serialize(new
    {
        timestamp = "2026-03-14T09:26:53.589Z",
        level,
        service = "ordering",
        traceId = "4bf92f3577b34da6a3ce929d0e0e4736",
        message,
        metadata,
    });

    private static void WriteSomeLines(SampleMonitor monitor)
    {
        string[] steps = ["placed", "reserved stock for", "authorised payment of", "confirmed", "shipped"];
        for (var i = 0; i < 400; i++)
            monitor.Write("ordering", Json("Information", $"Order 0199{i:x4} {steps[i % steps.Length]} in {3 + i % 17} ms", new { orderId = $"0199{i:x4}", lines = i % 4 + 1 }));
        monitor.Write("ordering", Json("Debug", "Outbox relay is the leader; 0 rows behind"));
        monitor.Write("ordering", Json("Warning", "Payments answered after 2 140 ms; the breaker counts 1 of 5", new { dependency = "payments", elapsedMs = 2140 }));
        monitor.Write("ordering", Json("Error", "Order 01991a2b could not be confirmed", new { orderId = "01991a2b", exception = "System.TimeoutException: The operation has timed out.\n   at Commerce.Ordering.ConfirmOrder.Handle()\n   at Commerce.Messaging.Consumer.RunAsync()" }));
        monitor.Write("ordering", "\u001b[33mwarn\u001b[0m: Microsoft.AspNetCore.Server.Kestrel[22]");
        monitor.Write("ordering", "Unhandled exception. System.IO.IOException: No space left on device", isError: true);
        monitor.Write("ordering", Json("Information", "Order 01991a2c placed in 9 ms", new { orderId = "01991a2c", lines = 2 }));
        monitor.Write("postgres", "2026-03-14 09:26:50.101 UTC [812] LOG:  database system is ready to accept connections", isError: true);
        monitor.Write("postgres", "2026-03-14 09:27:01.420 UTC [840] ERROR:  duplicate key value violates unique constraint \"streams_pkey\"", isError: true);
    }

    private static ResourceSnapshot Resource(string name, string kind, int port, string source) =>
        new(name, kind, ResourceStates.Running, ResourceHealth.Healthy, 1000 + port, [$"tcp://127.0.0.1:{port}"], 0, Ago(754), null, source, []);

    private static ResourceSnapshot Database(string name) =>
        new(name, ResourceKinds.Database, ResourceStates.Running, ResourceHealth.Healthy, null, [], 0, Ago(750), null, "postgres", []);

    private static DateTimeOffset Ago(int seconds) => TimeProvider.System.GetUtcNow().AddSeconds(-seconds);
}
