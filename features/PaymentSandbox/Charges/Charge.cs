using Npgsql;

namespace Commerce.PaymentSandbox;

/// <summary>A charge as merchants see it.</summary>
internal sealed record Charge(
    string Id, string Status, long? Amount, string? Currency, string? Reference, CardView? Card, string? DeclineCode,
    string? ChallengeUrl, long Captured, long Refunded, DateTimeOffset CreatedAt)
{
    public const string Columns =
        "c.id, c.status, c.first_status, c.amount, c.currency, c.reference, c.brand, c.last4, c.decline_code, c.challenge, c.captured, c.refunded, c.created_at";

    /// <summary>For the API description.</summary>
    public static Charge Example { get; } = new(
        "ch_7f3a", ChargeStatus.Authorized, 4990, "EUR", "0199c1a47c1e7d439a551f6a0c3b2e10", new CardView("visa", "4242"), null, null, 0, 0,
        new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));

    /// <summary>The charge as it is now.</summary>
    public static Charge Read(NpgsqlDataReader row, Sandbox sandbox) => Map(row, row.Text("status")!, sandbox);

    /// <summary>The charge as the call that made it was answered: a replayed key gets the same answer whatever happened since.</summary>
    public static Charge ReadFirstAnswer(NpgsqlDataReader row, Sandbox sandbox)
    {
        var first = row.Text("first_status")!;
        var charge = Map(row, first, sandbox);
        return charge with { Captured = 0, Refunded = 0, DeclineCode = first == ChargeStatus.Declined ? charge.DeclineCode : null };
    }

    private static Charge Map(NpgsqlDataReader row, string status, Sandbox sandbox) => new(
        row.Text("id")!,
        status,
        row.Maybe("amount", i => (long?)row.GetInt64(i)),
        row.Text("currency"),
        row.Text("reference"),
        row.Text("brand") is { } brand ? new CardView(brand, row.Text("last4")!) : null,
        row.Text("decline_code"),
        status == ChargeStatus.RequiresAction ? sandbox.ChallengeUrl(row.Text("challenge")!) : null,
        row.Maybe("captured", row.GetInt64),
        row.Maybe("refunded", row.GetInt64),
        row.Maybe("created_at", row.GetFieldValue<DateTimeOffset>));
}

/// <summary>What may be shown of a card.</summary>
internal sealed record CardView(string Brand, string Last4);

/// <summary>The states of a charge.</summary>
internal static class ChargeStatus
{
    public const string Authorized = "authorized";
    public const string Declined = "declined";
    public const string RequiresAction = "requires_action";
    public const string Voided = "voided";
    public const string Expired = "expired";
}
