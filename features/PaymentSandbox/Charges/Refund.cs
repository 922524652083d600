using Npgsql;

namespace Commerce.PaymentSandbox;

/// <summary>Captured money given back.</summary>
internal sealed record Refund(string Id, string Authorization, long Amount, string Currency, DateTimeOffset CreatedAt)
{
    /// <summary>For the API description.</summary>
    public static Refund Example { get; } = new("re_c04b", Charge.Example.Id, 1250, "EUR", Charge.Example.CreatedAt);

    public static Refund Read(NpgsqlDataReader row) => new(
        row.GetString(row.GetOrdinal("refund_id")), row.GetString(row.GetOrdinal("charge_id")),
        row.GetInt64(row.GetOrdinal("refund_amount")), row.GetString(row.GetOrdinal("currency")),
        row.GetFieldValue<DateTimeOffset>(row.GetOrdinal("refunded_at")));
}
