using Npgsql;

namespace Commerce.PaymentSandbox;

/// <summary>Money taken from a charge, and what the provider keeps of it.</summary>
internal sealed record Capture(string Id, string Authorization, long Amount, long Fee, string Currency, DateTimeOffset CreatedAt)
{
    private const decimal FeeRate = 0.014m;
    private const long FixedFee = 25;

    /// <summary>For the API description.</summary>
    public static Capture Example { get; } = new("cap_19d2", Charge.Example.Id, 4990, FeeFor(4990), "EUR", Charge.Example.CreatedAt);

    /// <summary>1.4 % and 25 minor units, never more than the amount.</summary>
    public static long FeeFor(long amount) => Math.Min(amount, (long)decimal.Round(amount * FeeRate, MidpointRounding.AwayFromZero) + FixedFee);

    public static Capture Read(NpgsqlDataReader row) => new(
        row.GetString(row.GetOrdinal("capture_id")), row.GetString(row.GetOrdinal("charge_id")),
        row.GetInt64(row.GetOrdinal("capture_amount")), row.GetInt64(row.GetOrdinal("fee")), row.GetString(row.GetOrdinal("currency")),
        row.GetFieldValue<DateTimeOffset>(row.GetOrdinal("captured_at")));
}
