using System.Net;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.LoadBalancing;

namespace Commerce.Gateway;

/// <summary>Which path belongs to which service: the table of contents of the public API.</summary>
internal sealed class RouteTable
{
    private const string StreamSuffix = "-streams";

    private readonly Dictionary<string, EdgeRules> _rules = new(StringComparer.Ordinal);
    private readonly List<RouteConfig> _routes = [];

    public RouteTable(IConfiguration configuration, GatewayOptions options, bool isDevelopment)
    {
        var open = new EdgeRules();
        var signedIn = new EdgeRules(NeedsUser: true);
        var auth = new EdgeRules(RateLimit: RateLimitKind.Auth, Compress: false);

        Add(Backends.Identity, "/api/v1/auth/{**rest}", auth);
        Add(Backends.Identity, "/api/v1/users/{**rest}", signedIn);
        Add(Backends.Identity, "/api/v1/impersonations/{**rest}", signedIn);
        Add(Backends.Identity, "/api/v1/roles/{**rest}", signedIn);
        Add(Backends.Identity, "/api/v1/staff/{**rest}", signedIn);
        Add(Backends.Identity, "/api/v1/erasure-requests/{**rest}", signedIn);
        Add(Backends.Identity, "/api/v1/clients/{**rest}", signedIn with { Compress = false });
        Add(Backends.Identity, "/api/v1/permissions/{**rest}", signedIn);
        Add(Backends.Identity, "/api/v1/api-keys/{**rest}", signedIn with { Compress = false });
        Add(Backends.Identity, "/realms/{**rest}", open with { Compress = false, JudgesTokens = true }, HttpMethods.Get, HttpMethods.Head);
        Add(Backends.Identity, "/realms/{**rest}", auth with { JudgesTokens = true }, HttpMethods.Post);
        Add(Backends.Identity, "/.well-known/{**rest}", open, HttpMethods.Get, HttpMethods.Head);
        Add(Backends.Catalog, "/api/v1/products/{**rest}", open);
        Add(Backends.Catalog, "/api/v1/categories/{**rest}", open);
        Add(Backends.Catalog, "/api/v1/catalog/{**rest}", signedIn);
        Add(Backends.Inventory, "/api/v1/inventory/{**rest}", open);
        Add(Backends.Inventory, "/api/v1/stock/{**rest}", signedIn);
        Add(Backends.Inventory, "/api/v1/warehouses/{**rest}", open);
        Add(Backends.Ordering, "/api/v1/carts/{**rest}", open);
        Add(Backends.Ordering, "/api/v1/orders/{**rest}", signedIn);
        Add(Backends.Ordering, "/api/v1/projections/{**rest}", signedIn);
        Add(Backends.Ordering + StreamSuffix, "/api/v1/orders/{orderId}/events", signedIn with { Compress = false }, HttpMethods.Get);
        Add(Backends.Payments, "/api/v1/payments/{**rest}", signedIn);
        foreach (var backend in Backends.WithApi)
            Add(backend, $"/api/v1/dead-letters/{backend}/{{**rest}}", signedIn);
        foreach (var backend in Backends.WithApi)
            Add(backend, $"/api/v1/queues/{backend}", signedIn, HttpMethods.Get);
        foreach (var backend in Backends.WithApi)
            Add(backend, $"/openapi/{backend}.json", open, [HttpMethods.Get], transform: ("PathSet", "/openapi/v1.json"));
        if (isDevelopment)
            AddSandbox(auth with { RateLimit = RateLimitKind.Caller });

        Clusters = [.. _routes.Select(route => route.ClusterId!).Distinct().Select(id => Cluster(id, configuration, options))];
    }

    public IReadOnlyList<RouteConfig> Routes => _routes;

    public IReadOnlyList<ClusterConfig> Clusters { get; }

    public EdgeRules RulesOf(RouteConfig route) => _rules[route.RouteId];

    // The stand-in provider's public side only: what its merchants call stays inside.
    private void AddSandbox(EdgeRules rules)
    {
        Add(Backends.PaymentSandbox, "/sandbox/v1/tokens", rules, HttpMethods.Post);
        Add(Backends.PaymentSandbox, "/sandbox/3ds/{**rest}", rules, HttpMethods.Get, HttpMethods.Post);
    }

    private void Add(string cluster, string path, EdgeRules rules, params string[] methods) => Add(cluster, path, rules, methods, null);

    private void Add(string cluster, string path, EdgeRules rules, string[] methods, (string Name, string Value)? transform)
    {
        var id = $"{string.Join('+', methods)} {path}".TrimStart();
        _rules.Add(id, rules);
        _routes.Add(new()
        {
            RouteId = id,
            ClusterId = cluster,
            Match = new() { Path = path, Methods = methods.Length > 0 ? methods : null },
            Transforms = transform is { } t ? [new Dictionary<string, string> { [t.Name] = t.Value }] : null,
        });
    }

    private static ClusterConfig Cluster(string id, IConfiguration configuration, GatewayOptions options)
    {
        var isStream = id.EndsWith(StreamSuffix, StringComparison.Ordinal);
        var addresses = Backends.Addresses(configuration, isStream ? id[..^StreamSuffix.Length] : id);
        return new()
        {
            ClusterId = id,
            LoadBalancingPolicy = LoadBalancingPolicies.PowerOfTwoChoices, // the less busy of two at random
            Destinations = addresses.Select((address, i) => (Name: $"{id}-{i}", address))
                .ToDictionary(d => d.Name, d => new DestinationConfig { Address = d.address }),
            // Plain HTTP/1.1 on pooled connections: inside one network it costs less per request than HTTP/2.
            HttpRequest = new()
            {
                Version = HttpVersion.Version11,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                ActivityTimeout = isStream ? options.StreamTimeout : options.UpstreamTimeout,
            },
            HealthCheck = Health(options, severalInstances: addresses.Count > 1),
        };
    }

    // With every instance unhealthy all are tried: a late health check must not keep a service out that is back.
    private static HealthCheckConfig Health(GatewayOptions options, bool severalInstances) => new()
    {
        AvailableDestinationsPolicy = "HealthyOrPanic",
        Active = new()
        {
            Enabled = severalInstances,
            Path = "/health",
            Interval = options.HealthInterval,
            Timeout = TimeSpan.FromSeconds(2),
            Policy = "ConsecutiveFailures",
        },
    };
}
