namespace Commerce.Cli;

/// <summary>A list and the ways in which it is asked for.</summary>
/// <param name="Queries">Filters and sorts, each alone and those together that people use together; empty for the list as it opens.</param>
/// <param name="DeepQueries">Those that are followed <see cref="Deep"/> rows down.</param>
internal sealed record MeasuredList(string Name, string Path, IReadOnlyList<string> Queries, IReadOnlyList<string> DeepQueries, int LargestPage = 500, bool VariesLimit = false)
{
    public const int Deep = 20_000;

    public static IEnumerable<MeasuredList> All(KnownThings known) =>
    [
        Orders(known),
        new("products, staff", "/api/v1/catalog/products",
            [
                "", "status=published", "status=draft", "status=withdrawn", "sort=updatedAt", "sort=name", "sort=-name", $"category={known.Category}",
                $"q={Text(known.Word)}", $"q={Text(known.Brand)}", "q=no%20such%20thing", "q=KIT-PAN-0", $"q={Text(known.Brand)}&sort=name", $"category={known.Category}&sort=name&status=draft",
            ],
            ["", "sort=name"]),
        new("products, shoppers", "/api/v1/products",
            [
                "", "sort=name", "sort=rating", "sort=price&currency=EUR", "sort=-price&currency=EUR", $"category={known.Category}", $"q={Text(known.Word)}",
                "minPrice=20&maxPrice=40&currency=EUR", "minRating=4.5", "attr.colour=black", "attr.colour=black&sort=price&currency=EUR", "q=no%20such%20thing",
                $"category={known.Category}&sort=price&currency=EUR",
            ],
            ["", "sort=price&currency=EUR"], LargestPage: 100, VariesLimit: true),
        new("stock", "/api/v1/stock",
            [
                "", "low=true", "warehouse=BER", "warehouse=EWR&low=true", $"q={known.MostMovedSku}", "q=KIT", $"q={Text(known.Word)}", "q=no%20such%20thing", $"q={Text(known.Word)}&warehouse=RTM&low=true",
                "sort=available", "sort=-available&warehouse=BER", "sort=onHand&low=true", $"sort=-onHand&q={Text(known.Word)}", "sort=available&q=KIT", "sort=-available&q=black",
            ],
            ["", "low=true", "warehouse=RTM", "sort=available"]),
        new("movements of the busiest SKU", $"/api/v1/inventory/{known.MostMovedSku}/movements", ["", "warehouse=BER", "warehouse=EWR"], [""]),
        new("holds of the busiest SKU", $"/api/v1/stock/{known.MostMovedSku}/holds", ["", "warehouse=EWR"], []),
        Payments(known),
        new("operations at the provider", "/api/v1/payments/operations",
            [
                "", "kind=authorize", "kind=capture", "kind=void", "kind=release", "kind=refund", "state=succeeded", "state=refused", "state=pending", "unknown=true",
                "kind=refund&state=refused", "kind=void&state=refused", "kind=capture&state=refused", $"orderId={known.LongestOrder}",
            ],
            ["", "kind=refund", "state=refused"]),
        new("customers", "/api/v1/users",
            [
                "", "email=a", "email=hanna.schmidt", "email=zzzz", "name=ada", "name=karl-friedrich%20m", "role=customer", "role=owner", "status=disabled", "status=unconfirmed",
                "status=active", $"registeredFrom={Text($"{known.NewestOrder.AddDays(-400):yyyy-MM-dd}")}T00:00:00Z", "name=ada&status=disabled", "email=b&status=unconfirmed",
            ],
            ["", "email=a", "status=unconfirmed"]),
        new("checkouts", "/api/v1/orders/checkouts", ["", "overdue=true", "step=unpaid", "step=fulfilling", "step=unpaid&overdue=true"], [""]),
        new("erasure requests", "/api/v1/erasure-requests", ["", "status=waiting", "status=erased"], []),
        .. Stores.Services.Select(store => new MeasuredList(
            $"dead letters of {store[..^2]}", $"/api/v1/dead-letters/{store[..^2]}", ["", "status=dead"], [])),
    ];

    /// <summary>What the portal asks for when it opens, and when somebody searches everywhere.</summary>
    public static IEnumerable<(string What, string Path)> Home(KnownThings known)
    {
        var (from, to) = (known.NewestOrder.AddDays(-30), known.NewestOrder);
        return
        [
            ("home: 30 days of orders", $"/api/v1/orders/statistics?from={from:yyyy-MM-dd}&to={to:yyyy-MM-dd}"),
            ("home: a year of orders", $"/api/v1/orders/statistics?from={to.AddDays(-365):yyyy-MM-dd}&to={to:yyyy-MM-dd}"),
            ("home: accounts", $"/api/v1/users/statistics?from={from:yyyy-MM-dd}&to={to:yyyy-MM-dd}"),
            ("home: to be shipped", "/api/v1/orders?status=confirmed&limit=100"),
            ("search: order number", $"/api/v1/orders?number={known.LongestOrder.ToString()[^8..]}&limit=6"),
            ("search: SKU", $"/api/v1/stock?q={known.MostMovedSku}&limit=6"),
            ("search: name of a product", $"/api/v1/stock?q={Text(known.Word)}&limit=6"),
            ("search: name of a customer", "/api/v1/users?name=greta%20z&limit=6"),
            ("search: address of a customer", "/api/v1/users?email=greta.z&limit=6"),
        ];
    }

    public string Address(string query, string? cursor, int limit = 50) =>
        $"{Path}?limit={limit}{(query.Length == 0 ? "" : $"&{query}")}{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}";

    private static MeasuredList Orders(KnownThings known) => new("orders", "/api/v1/orders",
        [
            "", "sort=placedAt", "status=confirmed", "status=partially_shipped", "status=shipped", "status=completed", "status=cancelled", "status=payment_action_required",
            $"customerId={known.BusiestCustomer}", $"customerId={known.BusiestCustomer}&status=cancelled", "customerId=00000000-0000-7000-8000-000000000000",
            $"placedFrom={Day(known, -90)}&placedBefore={Day(known, -60)}", $"placedBefore={Day(known, -700)}", $"placedFrom={Day(known, -30)}&status=cancelled&sort=placedAt",
            $"number={known.LongestOrder.ToString()[^8..]}",
        ],
        ["", "sort=placedAt", "status=cancelled", $"customerId={known.BusiestCustomer}"]);

    private static MeasuredList Payments(KnownThings known) => new("payments", "/api/v1/payments",
        [
            "", "sort=createdAt", "status=authorized", "status=partially_captured", "status=captured", "status=refunded", "status=partially_refunded", "status=declined", "status=voided",
            "status=pending", "currency=USD", "currency=GBP", $"customerId={known.BusiestCustomer}", $"orderId={known.LongestOrder}", "status=declined&currency=GBP",
            $"from={Day(known, -90)}&to={Day(known, -60)}", $"from={Day(known, -90)}&to={Day(known, -60)}&status=refunded&sort=createdAt",
        ],
        ["", "sort=createdAt", "status=captured", "currency=USD"]);

    private static string Day(KnownThings known, int days) => $"{known.NewestOrder.AddDays(days):yyyy-MM-dd}T00:00:00Z";

    private static string Text(string text) => Uri.EscapeDataString(text);
}
