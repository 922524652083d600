using System.Text.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Commerce.AppHost.Hosting;
using Commerce.AppHost.Hosting.Monitoring;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace Commerce.AppHost.Tests;

/// <summary>On a platform that is to fail, every connection of a service leads through the proxy, and all else is as it was.</summary>
public sealed class WiringTests : IDisposable
{
    private const int PortBase = 9000;
    private const int Proxy = PortBase + Ports.NetworkOffset;

    private readonly string _folder = Directory.CreateTempSubdirectory("commerce-wiring-").FullName;

    [Fact]
    public async Task Wired_EveryConnectionOfAService_LeadsToAPortOfTheProxy_AndFromThereToTheServer()
    {
        var shop = new Shop();
        var plain = await shop.EnvironmentAsync("ordering");
        var network = shop.Lay();
        var wired = await shop.EnvironmentAsync("ordering");

        Assert.Equal(PortBase + 50, Postgres(plain["ConnectionStrings__orderingdb"]).Port);
        AssertWire(network, "ordering-orderingdb", Postgres(wired["ConnectionStrings__orderingdb"]).Port, PortBase + 50);
        AssertWire(network, "ordering-kafka", Postgres(wired["ConnectionStrings__kafka"]).Port, PortBase + 50);
        AssertWire(network, "ordering-redis", Redis(wired["ConnectionStrings__redis"]), PortBase + 51);
        AssertWire(network, "ordering-payments", new Uri(wired["services__payments__http__0"]).Port, PortBase + 11);
        AssertWire(network, "ordering-payments-2", new Uri(wired["services__payments__http__1"]).Port, PortBase + 12);
        Assert.Equal(5, network.Wires.Count);
    }

    [Fact]
    public async Task Wired_NothingButThePortsIsDifferent()
    {
        var shop = new Shop();
        var plain = await shop.EnvironmentAsync("ordering");
        shop.Lay();
        var wired = await shop.EnvironmentAsync("ordering");

        Assert.Equal(plain.Keys, wired.Keys);
        foreach (var database in new[] { "ConnectionStrings__orderingdb", "ConnectionStrings__kafka" })
            Assert.Equal(new NpgsqlConnectionStringBuilder(plain[database]) { Port = 1 }, new NpgsqlConnectionStringBuilder(wired[database]) { Port = 1 });
        Assert.EndsWith(",password=secret", wired["ConnectionStrings__redis"], StringComparison.Ordinal);
        Assert.Equal(plain["ASPNETCORE_URLS"], wired["ASPNETCORE_URLS"]);
    }

    [Fact]
    public void Wired_TheProxyHasPortsOfItsOwn_EachOnce_AndMovesNobodyElses()
    {
        var shop = new Shop();
        var before = shop.AssignPorts();
        var network = shop.Lay();
        var after = shop.AssignPorts();

        Assert.Equal(before, after.Except(network.Endpoints.SelectMany(endpoint => endpoint.Ports)));
        Assert.Equal(Enumerable.Range(Proxy, 6), network.Endpoints.SelectMany(endpoint => endpoint.Ports));
    }

    [Fact]
    public void Wired_ServicesWaitForTheProxy_AndWhatRunsOnceDoesNot()
    {
        var shop = new Shop();
        var network = shop.Lay();
        var topology = shop.Topology();

        Assert.Contains(topology.WaitsFor(shop["ordering"]), wait => wait.Dependency == network);
        Assert.DoesNotContain(topology.WaitsFor(shop["seed"]), wait => wait.Dependency == network);
        Assert.DoesNotContain(network.Wires, wire => wire.From.Name == "seed");
    }

    [Fact]
    public async Task Wired_ABrokerOfOurOwn_ListensForEachWire_AndAdvertisesTheWire()
    {
        var shop = new Shop(new KafkaServerResource("kafka") { Home = "/opt/kafka" });
        var network = shop.Lay();
        var wired = await shop.EnvironmentAsync("ordering");

        var wire = network.Wires.Single(one => one.Name == "ordering-kafka");
        Assert.Equal($"127.0.0.1:{wire.Port}", wired["ConnectionStrings__kafka"]);
        var kafka = (KafkaServerResource)shop["kafka"];
        Assert.Equal(wire.ServerPort, kafka.PortOf("ordering-kafka"));
        Assert.Equal([kafka.PortOf("tcp"), kafka.PortOf("controller"), wire.ServerPort], kafka.Endpoints.Select(endpoint => endpoint.Ports[0]).Distinct());
        var properties = KafkaDriver.Properties(kafka, "/data");
        Assert.Contains($",ORDERING_KAFKA://127.0.0.1:{wire.ServerPort}\nadvertised.listeners=", properties, StringComparison.Ordinal);
        Assert.Contains($"\nadvertised.listeners=PLAINTEXT://127.0.0.1:{kafka.PortOf("tcp")},ORDERING_KAFKA://127.0.0.1:{wire.Port}\n", properties, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wired_BrokersThatRunElsewhere_AreReachedDirectly()
    {
        var shop = new Shop(new KafkaServerResource("kafka") { ConfiguredBrokers = "broker-1:9092" });
        var network = shop.Lay();

        Assert.DoesNotContain(network.Wires, wire => wire.To.Name == "kafka");
        Assert.Equal("broker-1:9092", (await shop.EnvironmentAsync("ordering"))["ConnectionStrings__kafka"]);
    }

    [Fact]
    public void TheProxysDescription_NamesEveryWire_WithBothEnds()
    {
        var shop = new Shop();
        var network = shop.Lay();
        shop.AssignPorts();

        using var described = JsonDocument.Parse(ToxiproxyDriver.Describe(network));
        var wire = described.RootElement.EnumerateArray().First(one => one.GetProperty("name").GetString() == "ordering-redis");
        Assert.Equal($"127.0.0.1:{network.Wires.Single(one => one.Name == "ordering-redis").Port}", wire.GetProperty("listen").GetString());
        Assert.Equal($"127.0.0.1:{PortBase + 51}", wire.GetProperty("upstream").GetString());
        Assert.True(wire.GetProperty("enabled").GetBoolean());
        Assert.Equal(network.Wires.Count, described.RootElement.GetArrayLength());
    }

    [Fact]
    public void TheProxy_IsFoundWhereItsVariableSays_OrOnThePath()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "bin"));
        var inHome = Path.Combine(_folder, "bin", "toxiproxy-server");
        File.WriteAllText(inHome, "");

        Assert.Equal(inHome, Find(("TOXIPROXY_HOME", _folder), ("PATH", "/nowhere")));
        Assert.Equal(inHome, Find(("TOXIPROXY_HOME", Path.Combine(_folder, "bin")), ("PATH", "/nowhere")));
        Assert.Equal(inHome, Find(("PATH", $"/nowhere:{_folder}/bin")));
        Assert.Null(Find(("PATH", "/nowhere")));
        // Named and not there: told at the start.
        Assert.Equal("/nowhere/bin/toxiproxy-server", Find(("TOXIPROXY_HOME", "/nowhere"), ("PATH", $"{_folder}/bin")));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string? Find(params (string Name, string Value)[] environment) =>
        Wiring.FindProxy(new ConfigurationBuilder().AddInMemoryCollection(environment.Select(one => new KeyValuePair<string, string?>(one.Name, one.Value))).Build());

    private static NpgsqlConnectionStringBuilder Postgres(string connectionString) => new(connectionString);

    private static int Redis(string connectionString) => new Uri($"tcp://{connectionString.Split(',')[0]}").Port;

    private static void AssertWire(NetworkResource network, string name, int port, int serverPort)
    {
        var wire = network.Wires.Single(one => one.Name == name);
        Assert.Equal((port, serverPort), (wire.Port, wire.ServerPort));
        Assert.InRange(port, Proxy + 1, PortBase + Ports.Span - 1);
    }

    /// <summary>One service that uses one of everything, and one that runs once.</summary>
    private sealed class Shop
    {
        private readonly List<Resource> _resources;

        public Shop(KafkaServerResource? eventLog = null)
        {
            var postgres = new PostgresServerResource("postgres") { Password = () => "secret" };
            postgres.Endpoints.Add(new EndpointAnnotation(PostgresServerResource.EndpointName, "tcp", null, null));
            var database = new PostgresDatabaseResource("orderingdb", "orderingdb", postgres) { Password = () => "secret" };
            eventLog ??= new KafkaServerResource("kafka");
            eventLog.Password = () => "secret";
            if (eventLog.Home is not null)
                eventLog.Endpoints.AddRange([new(KafkaServerResource.EndpointName, "tcp", null, null), new(KafkaServerResource.ControllerEndpointName, "tcp", null, null)]);
            var redis = new RedisResource("redis") { Password = () => "secret" };
            redis.Endpoints.Add(new EndpointAnnotation(RedisResource.EndpointName, "tcp", null, null));
            var (ordering, payments, seed) = (Service("ordering"), Service("payments"), new ProjectResource("seed"));
            payments.Replicas = 2;
            foreach (var source in new IResourceWithConnectionString[] { database, eventLog, redis })
                ordering.Environment.Add(new($"ConnectionStrings__{source.Name}", new ConnectionReference(source)));
            ordering.DiscoveredResources.Add(payments);
            seed.DiscoveredResources.Add(ordering);
            _resources = [postgres, database, eventLog, redis, ordering, payments, seed];
        }

        public Resource this[string name] => _resources.Single(resource => resource.Name == name);

        public NetworkResource Lay()
        {
            Wiring.Lay(_resources, "/usr/bin/toxiproxy-server");
            return _resources.OfType<NetworkResource>().Single();
        }

        public Topology Topology() => new(_resources);

        public IReadOnlyList<int> AssignPorts() => PortPlan.Assign(Topology(), PortBase);

        public async Task<SortedDictionary<string, string>> EnvironmentAsync(string service)
        {
            AssignPorts();
            return await ServiceEnvironment.BuildAsync(new Unit(this[service], 0), new InstanceDirectory("/checkout", PortBase), default);
        }

        private static ProjectResource Service(string name)
        {
            var service = new ProjectResource(name);
            service.Endpoints.Add(new EndpointAnnotation("http", "http", null, null));
            return service;
        }
    }
}
