using Npgsql;

namespace Commerce.Payments;

/// <summary>The database itself keeps the books right, whatever code writes to them.</summary>
public sealed class LedgerTableTests(PaymentsShop shop)
{
    private const string Insert = """
        INSERT INTO ledger_entries (operation_id, line, order_id, account, currency, debit_minor, credit_minor, booked_at)
        SELECT $1, line, $1, account, currency, debit, credit, now()
        FROM unnest($2::smallint[], $3::text[], $4::text[], $5::bigint[], $6::bigint[]) AS l (line, account, currency, debit, credit)
        """;

    [Fact]
    public async Task Insert_Balanced_IsTaken() =>
        Assert.Equal(2, await BookAsync(Guid.CreateVersion7(), ("sales", "EUR", 0, 5), ("provider_clearing", "EUR", 5, 0)));

    [Fact]
    public async Task Insert_Unbalanced_IsRefused() =>
        await RefusedAsync("ledger_balanced", () => BookAsync(Guid.CreateVersion7(), ("sales", "EUR", 0, 5), ("provider_clearing", "EUR", 4, 0)));

    [Fact]
    public async Task Insert_BalancedOnlyAcrossCurrencies_IsRefused() =>
        await RefusedAsync("ledger_balanced", () => BookAsync(Guid.CreateVersion7(), ("sales", "EUR", 0, 5), ("provider_clearing", "USD", 5, 0)));

    [Fact]
    public async Task Insert_OfALineWithTwoSides_IsRefused() =>
        await RefusedAsync("one_side_only", () => BookAsync(Guid.CreateVersion7(), ("sales", "EUR", 5, 5)));

    [Fact]
    public async Task Insert_OfAnOperationBookedBefore_IsRefused()
    {
        var operation = Guid.CreateVersion7();
        await BookAsync(operation, ("sales", "EUR", 0, 5), ("provider_clearing", "EUR", 5, 0));

        await RefusedAsync("ledger_entries_pkey", () => BookAsync(operation, ("sales", "EUR", 0, 5), ("provider_clearing", "EUR", 5, 0)));
    }

    [Theory]
    [InlineData("UPDATE ledger_entries SET debit_minor = debit_minor + 1")]
    [InlineData("DELETE FROM ledger_entries")]
    [InlineData("TRUNCATE ledger_entries")]
    public async Task Rewriting_IsRefused(string sql) => await RefusedAsync("ledger_immutable", () => shop.Payments.Database.ExecuteAsync(sql));

    [Theory]
    [InlineData("captured_minor = 4991", "captured_within_authorized")]
    [InlineData("capturing_minor = 4991", "captured_within_authorized")]
    [InlineData("refunded_minor = 1", "refunded_within_captured")]
    [InlineData("authorized_minor = 4991", "authorized_within_amount")]
    public async Task Payment_BeyondItsLimits_IsRefused(string change, string constraint)
    {
        var order = await shop.AuthorizedAsync();

        await RefusedAsync(
            constraint, () => shop.Payments.Database.ExecuteAsync($"UPDATE payments SET {change} WHERE order_id = $1", order.Id));
    }

    private static async Task RefusedAsync(string constraint, Func<Task<int>> write) =>
        Assert.Equal(constraint, (await Assert.ThrowsAsync<PostgresException>(write)).ConstraintName);

    private Task<int> BookAsync(Guid operation, params (string Account, string Currency, long Debit, long Credit)[] lines) =>
        shop.Payments.Database.ExecuteAsync(
            Insert, operation, lines.Select((_, i) => (short)(i + 1)).ToArray(), lines.Select(l => l.Account).ToArray(),
            lines.Select(l => l.Currency).ToArray(), lines.Select(l => l.Debit).ToArray(), lines.Select(l => l.Credit).ToArray());
}
