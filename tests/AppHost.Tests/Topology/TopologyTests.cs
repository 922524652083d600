using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Commerce.AppHost.Hosting;

namespace Commerce.AppHost.Tests;

public sealed class TopologyTests
{
    [Fact]
    public void ServicesThatWaitForEachOther_AreRefused_WithTheCircle()
    {
        var (one, two) = (new ProjectResource("one"), new ProjectResource("two"));
        one.Waits.Add(new WaitRequirement(two, WaitFor.Healthy));
        two.Waits.Add(new WaitRequirement(one, WaitFor.Healthy));

        var refusal = Assert.Throws<InvalidOperationException>(() => new Topology([one, two]));

        Assert.Contains("one → two → one", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EventLog_WithoutBrokers_IsADatabaseOfTheServer_AndWaitsForIt()
    {
        var server = Server();
        var eventLog = new KafkaServerResource("kafka") { Password = () => "secret" };
        var topology = new Topology([server, eventLog]);
        PortPlan.Assign(topology, 9000);

        Assert.Same(server, Assert.Single(topology.WaitsFor(eventLog)).Dependency);
        Assert.Contains("Host=127.0.0.1;Port=9050;", await eventLog.GetValueAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task EventLog_WithBrokers_NamesThem_AndNeedsNoServer()
    {
        var eventLog = new KafkaServerResource("kafka") { ConfiguredBrokers = "broker-1:9092,broker-2:9092" };
        var topology = new Topology([eventLog]);

        Assert.Empty(topology.WaitsFor(eventLog));
        Assert.Equal("broker-1:9092,broker-2:9092", await eventLog.GetValueAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Issuer_WithAConfiguredUrl_IsThatUrl()
    {
        var keycloak = new KeycloakResource("keycloak") { ConfiguredUrl = "https://id.example/" };
        var topology = new Topology([keycloak]);

        Assert.Empty(PortPlan.Assign(topology, 9000));
        Assert.Equal("https://id.example", keycloak.Endpoints[0].UrlOf());
    }

    [Fact]
    public void Issuer_WithoutOne_IsTheIdentityProject_AndHealthyWithIt()
    {
        var identity = Service("identity");
        var keycloak = new KeycloakResource("keycloak");
        var topology = new Topology([keycloak, identity]);
        PortPlan.Assign(topology, 9000);

        Assert.Same(identity, Assert.Single(topology.WaitsFor(keycloak)).Dependency);
        Assert.Equal("http://127.0.0.1:9010", keycloak.Endpoints[0].UrlOf());
    }

    [Fact]
    public void Issuer_FromAnInstalledKeycloak_WaitsForNobody_AndMovesNobodysPort()
    {
        var identity = Service("identity");
        var keycloak = new KeycloakResource("keycloak") { Home = "/opt/keycloak" };
        keycloak.Endpoints.Add(new EndpointAnnotation(KeycloakResource.EndpointName, "http", null, null));
        var redis = new RedisResource("redis");
        redis.Endpoints.Add(new EndpointAnnotation("tcp", "tcp", null, null));
        var topology = new Topology([keycloak, redis, identity]);
        PortPlan.Assign(topology, 9000);

        Assert.Empty(topology.WaitsFor(keycloak));
        Assert.Equal("tcp://127.0.0.1:9050", redis.Endpoints[0].UrlOf());
        Assert.Equal("http://127.0.0.1:9051", keycloak.Endpoints[0].UrlOf());
    }

    [Fact]
    public void Ports_ArePeopleFirst_AndDoNotMoveWhenAServiceIsScaled()
    {
        int[] PortsWith(int replicas)
        {
            var gateway = Service("gateway");
            gateway.Endpoints[0].IsExternal = true;
            var admin = Service("admin");
            admin.Endpoints[0].IsExternal = true;
            var (ordering, catalog) = (Service("ordering"), Service("catalog"));
            ordering.Replicas = replicas;
            PortPlan.Assign(new Topology([Server(), gateway, admin, ordering, catalog]), 9000);
            return [gateway.Endpoints[0].Ports[0], admin.Endpoints[0].Ports[0], ordering.Endpoints[0].Ports[0], catalog.Endpoints[0].Ports[0]];
        }

        Assert.Equal([9000, 9002, 9010, 9011], PortsWith(replicas: 1));
        Assert.Equal([9000, 9002, 9010, 9011], PortsWith(replicas: 3));
    }

    private static ProjectResource Service(string name)
    {
        var service = new ProjectResource(name);
        service.Endpoints.Add(new EndpointAnnotation("http", "http", null, null));
        return service;
    }

    private static PostgresServerResource Server()
    {
        var server = new PostgresServerResource("postgres");
        server.Endpoints.Add(new EndpointAnnotation(PostgresServerResource.EndpointName, "tcp", null, null));
        return server;
    }
}
