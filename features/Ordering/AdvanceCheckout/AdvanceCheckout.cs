using Commerce.Data;
using Commerce.Inventory.Contracts;
using Commerce.Messaging;
using Commerce.Payments.Contracts;

namespace Commerce.Ordering;

/// <summary>Answers of Inventory and Payments move checkouts on, a batch of orders in one transaction.</summary>
internal sealed class AdvanceCheckout(OrderStore orders, TimeProvider clock) :
    IMessageHandler<StockReservedV1>, IMessageHandler<StockRejectedV1>, IMessageHandler<StockReleasedV1>,
    IMessageHandler<PaymentActionRequiredV1>, IMessageHandler<PaymentAuthorizedV1>, IMessageHandler<PaymentDeclinedV1>,
    IMessageHandler<PaymentVoidedV1>, IMessageHandler<PaymentCapturedV1>, IMessageHandler<PaymentCaptureFailedV1>
{
    public async Task HandleAsync(IReadOnlyList<Received<StockReservedV1>> messages, Session session, CancellationToken ct)
    {
        var tokens = await session.QueryAsync(
            "SELECT order_id, payment_token FROM checkouts WHERE order_id = ANY($1)",
            row => (OrderId: row.GetGuid(0), Token: row.GetString(1)),
            ct,
            messages.Select(m => m.Message.OrderId).ToArray());
        var tokenOf = tokens.ToDictionary(t => t.OrderId, t => t.Token);
        await AdvanceAsync(messages, m => m.OrderId, (order, m, now) => Checkout.On(order, m, tokenOf[order.Id], now), session, ct);
    }

    public Task HandleAsync(IReadOnlyList<Received<StockRejectedV1>> messages, Session session, CancellationToken ct) =>
        AdvanceAsync(messages, m => m.OrderId, Checkout.On, session, ct);

    public Task HandleAsync(IReadOnlyList<Received<StockReleasedV1>> messages, Session session, CancellationToken ct) =>
        AdvanceAsync(messages, m => m.OrderId, Checkout.On, session, ct);

    public Task HandleAsync(IReadOnlyList<Received<PaymentActionRequiredV1>> messages, Session session, CancellationToken ct) =>
        AdvanceAsync(messages, m => m.OrderId, Checkout.On, session, ct);

    public Task HandleAsync(IReadOnlyList<Received<PaymentAuthorizedV1>> messages, Session session, CancellationToken ct) =>
        AdvanceAsync(messages, m => m.OrderId, Checkout.On, session, ct);

    public Task HandleAsync(IReadOnlyList<Received<PaymentDeclinedV1>> messages, Session session, CancellationToken ct) =>
        AdvanceAsync(messages, m => m.OrderId, Checkout.On, session, ct);

    public Task HandleAsync(IReadOnlyList<Received<PaymentVoidedV1>> messages, Session session, CancellationToken ct) =>
        AdvanceAsync(messages, m => m.OrderId, Checkout.On, session, ct);

    public Task HandleAsync(IReadOnlyList<Received<PaymentCapturedV1>> messages, Session session, CancellationToken ct) =>
        AdvanceAsync(messages, m => m.OrderId, Checkout.On, session, ct);

    public Task HandleAsync(IReadOnlyList<Received<PaymentCaptureFailedV1>> messages, Session session, CancellationToken ct) =>
        AdvanceAsync(messages, m => m.OrderId, Checkout.On, session, ct);

    private async Task AdvanceAsync<TMessage>(
        IReadOnlyList<Received<TMessage>> messages, Func<TMessage, Guid> orderOf, Func<Order, TMessage, DateTimeOffset, CheckoutDecision> decide,
        Session session, CancellationToken ct)
        where TMessage : class
    {
        var known = await orders.LoadAsync(session, [.. messages.Select(m => orderOf(m.Message))], ct);
        // An answer about an order that is not ours would be somebody's bug, and nothing we could do about.
        orders.Save(session,
        [
            .. from message in messages
               where known.ContainsKey(orderOf(message.Message))
               select (decide(known[orderOf(message.Message)], message.Message, clock.GetUtcNow()), message.Context),
        ]);
    }
}
