namespace Commerce.Gateway;

/// <summary>A gateway with a service behind every route.</summary>
internal sealed class Shop : IAsyncDisposable
{
    private static readonly string[] Names = ["identity", "catalog", "inventory", "ordering", "payments", "payment-sandbox"];

    private Shop(IReadOnlyList<(string Name, Upstream Service)> services, TestGateway gateway) => (Services, Gateway) = (services, gateway);

    public IReadOnlyList<(string Name, Upstream Service)> Services { get; }

    public TestGateway Gateway { get; }

    public Upstream this[string name] => Services.Single(service => service.Name == name).Service;

    public static async Task<Shop> StartAsync(params (string Key, string Value)[] settings)
    {
        var services = new List<(string, Upstream)>();
        foreach (var name in Names)
            services.Add((name, await Upstream.StartAsync()));
        return new(services, await TestGateway.StartAsync(services, settings));
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        foreach (var (_, service) in Services)
            await service.DisposeAsync();
    }
}
