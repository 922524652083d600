namespace Commerce.Gateway;

/// <summary>The services behind the gateway, by the names that service discovery knows.</summary>
internal static class Backends
{
    public const string Identity = "identity";
    public const string Catalog = "catalog";
    public const string Inventory = "inventory";
    public const string Ordering = "ordering";
    public const string Payments = "payments";
    public const string PaymentSandbox = "payment-sandbox";

    /// <summary>Those with a public API, in the order in which people read about them.</summary>
    public static IReadOnlyList<string> WithApi { get; } = [Identity, Catalog, Inventory, Ordering, Payments];

    /// <summary>The instances of a service: <c>services__NAME__http__0</c>, <c>__1</c> and so on.</summary>
    public static IReadOnlyList<string> Addresses(IConfiguration configuration, string backend)
    {
        var endpoints = configuration.GetSection($"services:{backend}");
        var addresses = endpoints.GetSection("http").Get<string[]>() ?? endpoints.GetSection("https").Get<string[]>() ?? [];
        return [.. addresses.Where(address => address.Length > 0)];
    }
}
