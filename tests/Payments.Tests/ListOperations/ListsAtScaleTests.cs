using Commerce.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Commerce.Payments;

/// <summary>What staff's lists cost among a hundred thousand payments.</summary>
public sealed class ListsAtScaleTests(ListsAtScaleTests.Shop shop) : IClassFixture<ListsAtScaleTests.Shop>
{
    private const int PagesToTouch = 1_000;

    [Theory]
    [InlineData(null, null)]
    [InlineData("capture", "succeeded")] // nearly all
    [InlineData("capture", "refused")] // a few, long ago
    [InlineData("refund", "succeeded")]
    [InlineData("refund", "refused")] // there is none
    [InlineData("void", "refused")]
    [InlineData(null, "refused")]
    [InlineData("release", null)]
    [InlineData(null, "pending")]
    public async Task Operations_OfAnyKindAndState_LookAtFewPages(string? kind, string? state)
    {
        var (sql, parameters) = ListOperations.Statement(new(kind, state, null, null, null, null), null, 51);
        Assert.InRange(await shop.Payments.Source.PagesTouchedAsync(sql, parameters), 1, PagesToTouch);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("captured", "EUR")]
    [InlineData("captured", "JPY")] // nobody paid in it
    [InlineData(null, "JPY")]
    [InlineData("declined", "EUR")] // a few, long ago
    [InlineData("declined", null)]
    public async Task Payments_OfAnyStatusAndCurrency_LookAtFewPages(string? status, string? currency)
    {
        var (sql, parameters) = ListPayments.Statement(new(status, currency, null, null, null, null, null), null, 51);
        Assert.InRange(await shop.Payments.Source.PagesTouchedAsync(sql, parameters), 1, PagesToTouch);
    }

    /// <summary>A service is not public; its fixture has to be.</summary>
    public sealed class Shop : IAsyncLifetime
    {
        internal ManyPayments Payments { get; } = new();

        public ValueTask InitializeAsync() => Payments.InitializeAsync();

        public ValueTask DisposeAsync() => Payments.DisposeAsync();
    }
}

/// <summary>A shop that has been open for a while.</summary>
internal sealed class ManyPayments() : ServiceHost<Payment>("paymentsdb")
{
    private const string Fill = """
        INSERT INTO payments (order_id, payment_id, customer_id, token, currency, amount_minor, status, deadline, authorized_minor, captured_minor, created_at, updated_at)
            SELECT md5('order' || n)::uuid, md5('payment' || n)::uuid, md5('customer' || n % 5000)::uuid, 'tok', 'EUR', 5990,
                CASE WHEN n > 99900 THEN 'declined' ELSE 'captured' END, now(), CASE WHEN n > 99900 THEN 0 ELSE 5990 END, CASE WHEN n > 99900 THEN 0 ELSE 5990 END,
                now() - n * interval '1 minute', now()
            FROM generate_series(1, 100000) AS n;
        INSERT INTO payment_operations (id, order_id, kind, reference_id, amount_minor, currency, state, attempts, next_attempt_at, correlation_id, created_at, finished_at)
            SELECT lpad(to_hex(n), 32, '0')::uuid, md5('order' || n)::uuid, CASE WHEN n % 25 = 0 THEN 'refund' WHEN n % 30 = 1 THEN 'void' ELSE 'capture' END,
                md5('reference' || n)::uuid, 5990, 'EUR', CASE WHEN n <= 100 AND n % 25 <> 0 AND n % 30 <> 1 THEN 'refused' ELSE 'succeeded' END, 1, now(), 'test', now(), now()
            FROM generate_series(1, 100000) AS n;
        ANALYZE
        """;

    internal NpgsqlDataSource Source => Services.GetRequiredService<NpgsqlDataSource>();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Settings["Sandbox:ApiKey"] = SandboxHost.ApiKey;
        Settings["services:payment-sandbox:http:0"] = "http://localhost:1"; // nobody: no payment of these waits for an answer
        StartServer();
        await Database.ExecuteAsync(Fill);
    }
}
