using Commerce.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Commerce.Ordering;

/// <summary>What staff's lists cost among a hundred thousand orders, counted in pages of the database that are looked at.</summary>
public sealed class ListOrdersAtScaleTests(ManyOrders shop) : IClassFixture<ManyOrders>
{
    private const int PagesToTouch = 2_000;

    [Theory]
    [InlineData(null)]
    [InlineData("placed")] // there is none
    [InlineData("payment_action_required")] // three, long ago
    [InlineData("confirmed")] // four hundred
    [InlineData("completed")] // nearly all
    [InlineData("cancelled")] // one of fifty
    public async Task ListOrders_OfAnyStatus_LooksAtFewPages(string? status) =>
        Assert.InRange(await shop.PagesTouchedAsync(status), 1, PagesToTouch);
}

/// <summary>A shop that has been open for a while.</summary>
public sealed class ManyOrders() : ServiceHost<Program>("orderingdb")
{
    private const string Fill = """
        INSERT INTO order_summaries (order_id, customer_id, status, total_minor_units, currency, item_count, version, placed_at, updated_at)
            SELECT md5('order' || n)::uuid, md5('customer' || n % 5000)::uuid,
                CASE WHEN n % 33000 = 32999 THEN 'payment_action_required' WHEN n <= 400 THEN 'confirmed' WHEN n % 50 = 0 THEN 'cancelled' ELSE 'completed' END,
                5990, 'EUR', 1, 7, now() - n * interval '1 minute', now()
            FROM generate_series(1, 100000) AS n;
        INSERT INTO checkouts (order_id, step, payment_token)
            SELECT order_id, CASE status WHEN 'confirmed' THEN 'Fulfilling' WHEN 'payment_action_required' THEN 'AuthorizingPayment' ELSE 'Finished' END, 'tok'
            FROM order_summaries;
        ANALYZE
        """;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        StartServer();
        await Database.ExecuteAsync(Fill);
    }

    /// <summary>How many pages the service's own statement for staff looks at, over the service's own connection.</summary>
    public async Task<int> PagesTouchedAsync(string? status)
    {
        var (sql, parameters) = ListOrders.Statement(
            new(status, null, null, null, null, null), OrderText.Parse(status), null, null, 51);
        return await Services.GetRequiredService<NpgsqlDataSource>().PagesTouchedAsync(sql, parameters);
    }
}
