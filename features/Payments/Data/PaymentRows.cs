using Commerce.Data;
using Npgsql;

namespace Commerce.Payments;

/// <summary>How payments and operations are read from the database.</summary>
internal static class PaymentRows
{
    public const string PaymentColumns = """
        p.order_id, p.payment_id, p.status, p.customer_id, p.token, p.currency, p.amount_minor, p.deadline, p.authorized_minor,
        p.capturing_minor, p.captured_minor, p.refunding_minor, p.refunded_minor, p.provider_reference, p.card_brand, p.card_last4,
        p.decline_code, p.action_url, p.version, p.created_at, p.updated_at
        """;

    public const string OperationColumns = """
        o.id, o.order_id, o.kind, o.reference_id, o.amount_minor, o.currency, o.reason, o.reserved, o.attempts, o.next_attempt_at,
        o.created_at, o.correlation_id, o.causation_id, o.user_id, o.traceparent, o.state, o.code, o.detail, o.provider_reference,
        o.actor_id
        """;

    public const int PaymentColumnCount = 21;

    public static Payment Payment(NpgsqlDataReader row) => new()
    {
        OrderId = row.GetGuid(0),
        PaymentId = row.GetGuid(1),
        Status = Names<PaymentStatus>.Parse(row.GetString(2)),
        CustomerId = row.Maybe<Guid>(3),
        Token = row.Text(4),
        Currency = row.Text(5),
        Amount = row.GetInt64(6),
        Deadline = row.Maybe<DateTimeOffset>(7),
        Authorized = row.GetInt64(8),
        Capturing = row.GetInt64(9),
        Captured = row.GetInt64(10),
        Refunding = row.GetInt64(11),
        Refunded = row.GetInt64(12),
        ProviderReference = row.Text(13),
        CardBrand = row.Text(14),
        CardLast4 = row.Text(15),
        DeclineCode = row.Text(16),
        ActionUrl = row.Text(17),
        Version = row.GetInt32(18),
        CreatedAt = row.GetFieldValue<DateTimeOffset>(19),
        UpdatedAt = row.GetFieldValue<DateTimeOffset>(20),
    };

    /// <summary>Reads the operation whose columns begin at <paramref name="first"/>.</summary>
    public static Operation Operation(NpgsqlDataReader row, int first = 0) => new(
        row.GetGuid(first), row.GetGuid(first + 1), Names<OperationKind>.Parse(row.GetString(first + 2)), row.GetGuid(first + 3),
        row.GetInt64(first + 4), row.Text(first + 5), row.GetBoolean(first + 7), row.GetInt32(first + 8),
        row.GetFieldValue<DateTimeOffset>(first + 9), row.GetFieldValue<DateTimeOffset>(first + 10),
        new RequestContext(row.GetString(first + 11), row.Maybe<Guid>(first + 12), row.Text(first + 13), row.Text(first + 14), row.Text(first + 19)))
    {
        Reason = row.Text(first + 6),
        State = Names<OperationState>.Parse(row.GetString(first + 15)),
        Code = row.Text(first + 16),
        Detail = row.Text(first + 17),
        ProviderReference = row.Text(first + 18),
    };

    private static string? Text(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static T? Maybe<T>(this NpgsqlDataReader row, int column)
        where T : struct => row.IsDBNull(column) ? null : row.GetFieldValue<T>(column);
}
