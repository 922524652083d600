using Commerce.Data;
using Commerce.Kernel;
using Npgsql;

namespace Commerce.Ordering;

/// <summary>A checkout process as staff see it.</summary>
/// <param name="WaitsFor">Who has to do something next: <c>inventory</c>, <c>payments</c>, <c>shopper</c>, <c>warehouse</c>, <c>staff</c>, or nobody.</param>
/// <param name="Deadline">When the process looks after itself if nothing happens; when staff are waited for, since when.</param>
/// <param name="Reminders">How often it asked again since the last answer.</param>
/// <param name="Unpaid">Parcels that have left and whose money was refused for good. Not in lists.</param>
internal sealed record CheckoutView(
    Guid OrderId, string Step, string? WaitsFor, DateTimeOffset? Deadline, bool IsOverdue, int Reminders, IReadOnlyList<UnpaidShipment>? Unpaid = null);

/// <summary>What a parcel's goods cost, and why the provider will not give it.</summary>
internal sealed record UnpaidShipment(Guid ShipmentId, Money Amount, string Code, string Detail, DateTimeOffset RefusedAt)
{
    public static UnpaidShipment[] Of(Order order) =>
    [
        .. from shipment in order.Shipments
           where shipment.IsUnpaid
           select new UnpaidShipment(
               shipment.Id, new(order.AmountOf(shipment), order.Total.Currency), shipment.Refusal!.Code, shipment.Refusal.Detail, shipment.Refusal.FailedAt),
    ];
}

/// <summary>A checkout as it is stored.</summary>
internal sealed record CheckoutRow(Guid OrderId, CheckoutStep Step, DateTimeOffset? Deadline, int Reminders, string PaymentToken)
{
    private const string Columns = "order_id, step, deadline, reminders, payment_token";

    public static Task<CheckoutRow?> FindAsync(Session session, Guid orderId, CancellationToken ct) =>
        session.QuerySingleAsync($"SELECT {Columns} FROM checkouts WHERE order_id = $1", Read, ct, orderId);

    /// <summary>Keeps answers and deadlines of this order waiting until the session ends.</summary>
    public static async Task<CheckoutRow?> LockAsync(Session session, Guid orderId, CancellationToken ct)
    {
        await session.BeginAsync(ct);
        return await session.QuerySingleAsync($"SELECT {Columns} FROM checkouts WHERE order_id = $1 FOR UPDATE", Read, ct, orderId);
    }

    /// <summary>Those that wait for something, the longest overdue first.</summary>
    public static Task<List<CheckoutRow>> WaitingAsync(
        Session session, CheckoutStep? step, DateTimeOffset? dueBefore, DateTimeOffset afterDeadline, Guid afterOrder, int limit, CancellationToken ct) =>
        session.QueryAsync(
            $"""
            SELECT {Columns} FROM checkouts
            WHERE deadline IS NOT NULL AND (deadline, order_id) > ($1, $2) AND ($3::text IS NULL OR step = $3) AND ($4::timestamptz IS NULL OR deadline < $4)
            ORDER BY deadline, order_id LIMIT $5
            """,
            Read, ct, afterDeadline, afterOrder, step?.ToString(), dueBefore, limit);

    public CheckoutView ToView(DateTimeOffset now, Order? order = null) =>
        new(OrderId, Step.ToText(), WaitsFor(order?.Status), Deadline, Deadline < now, Reminders, order is null ? null : UnpaidShipment.Of(order));

    private string? WaitsFor(OrderStatus? status) => Step switch
    {
        CheckoutStep.ReservingStock => "inventory",
        CheckoutStep.AuthorizingPayment => status == OrderStatus.PaymentActionRequired ? "shopper" : "payments",
        CheckoutStep.Fulfilling => Deadline is null ? "warehouse" : "payments",
        CheckoutStep.Unpaid => "staff",
        CheckoutStep.Compensating => "inventory or payments",
        _ => null,
    };

    private static CheckoutRow Read(NpgsqlDataReader row) => new(
        row.GetGuid(0), Enum.Parse<CheckoutStep>(row.GetString(1)), row.IsDBNull(2) ? null : row.GetFieldValue<DateTimeOffset>(2), row.GetInt32(3), row.GetString(4));
}
