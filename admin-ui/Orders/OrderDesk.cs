namespace Commerce.AdminUi;

/// <summary>Everything about an order that the person may see, at one moment.</summary>
internal sealed record OrderView(OrderDetails Now, OrderHistory History, CheckoutState Checkout, PaymentDetails? Payment);

/// <summary>Gathers an order from the contexts that know of it.</summary>
internal sealed class OrderDesk(OrdersClient orders, PaymentsClient payments, Person person)
{
    /// <exception cref="GatewayException">There is no such order, or nobody answers.</exception>
    public async Task<OrderView> LoadAsync(Guid orderId, CancellationToken ct)
    {
        // The history first: a change in between is then newer than what is shown, and the next look brings it.
        var history = orders.HistoryAsync(orderId, ct);
        var now = orders.GetAsync(orderId, null, ct);
        var checkout = orders.CheckoutAsync(orderId, ct);
        var payment = person.May(StaffPermissions.ReadPayments) ? payments.FindAsync(orderId, ct) : Task.FromResult<PaymentDetails?>(null);
        await Task.WhenAll(history, now, checkout, payment);
        return new(await now, await history, await checkout, await payment);
    }

    public Task<OrderDetails> AsOfAsync(Guid orderId, DateTimeOffset moment, CancellationToken ct) => orders.GetAsync(orderId, moment, ct);

    public IAsyncEnumerable<OrderDetails> WatchAsync(Guid orderId, CancellationToken ct) => orders.WatchAsync(orderId, ct);

    public async Task CancelAsync(Guid orderId, string? reason, Guid key) => await orders.CancelAsync(orderId, reason, key, CancellationToken.None);

    public async Task DispatchAsync(Guid orderId, Guid shipmentId, string? trackingNumber, Guid key) =>
        await orders.DispatchAsync(orderId, shipmentId, trackingNumber, key, CancellationToken.None);

    public async Task SettleAsync(Guid orderId, Guid shipmentId, string how, string reason, Guid key) =>
        await orders.SettleAsync(orderId, shipmentId, how, reason, key, CancellationToken.None);

    public async Task RetryAsync(Guid orderId, Guid key) => await orders.RetryAsync(orderId, key, CancellationToken.None);

    public async Task RefundAsync(Guid orderId, Commerce.Kernel.Money amount, string reason, Guid key) =>
        await payments.RefundAsync(orderId, amount, reason, key, CancellationToken.None);
}
