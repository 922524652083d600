using Commerce.Ordering;
using Commerce.PaymentSandbox;
using Npgsql;

namespace Commerce.Seeding;

/// <summary>The provider's own record of the same charges; made of what happened to the orders, not of what Payments wrote.</summary>
internal sealed class SandboxFilling(ScaledShop shop) : Filling("sandboxdb", "orders", shop.Scale.Orders)
{
    private const int Never = 2090;
    private BulkTable _charges = null!;
    private BulkTable _captures = null!;
    private BulkTable _refunds = null!;

    public override void Fill(NpgsqlConnection connection)
    {
        AddTokens(connection);
        _charges = Table(
            connection, "charges",
            "id, idempotency_key, token, reference, amount, currency, brand, last4, status, first_status, decline_code, challenge, captured, refunded, created_at");
        _captures = Table(connection, "captures", "id, idempotency_key, charge_id, amount, fee, created_at");
        _refunds = Table(connection, "refunds", "id, idempotency_key, charge_id, amount, created_at");
        foreach (var story in shop.Orders.All())
        {
            if (story.TimeOf<StockReserved>() is { } askedAt)
                AddCharge(story, askedAt);
            Advance();
        }

        Flush();
    }

    private void AddTokens(NpgsqlConnection connection)
    {
        foreach (var card in Card.All)
        {
            Execute(
                connection,
                """
                INSERT INTO tokens (token, brand, last4, expiry_month, expiry_year, outcome, decline_code, expires_before_capture, created_at)
                VALUES ($1, $2, $3, 12, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING
                """,
                card.Token, card.Brand, card.Last4, Never, card.Outcome, (object?)card.DeclineCode ?? DBNull.Value, card.ExpiresBeforeCapture, shop.Calendar.ArrivedAt(0, 0));
        }
    }

    private static string StatusOf(OrderStory story) => story switch
    {
        { Card.Outcome: ChargeStatus.Declined } => ChargeStatus.Declined,
        { Order.Status: OrderStatus.Cancelled } => ChargeStatus.Voided,
        _ when story.TimeOf<PaymentCaptureFailed>() is not null => ChargeStatus.Expired,
        _ => ChargeStatus.Authorized,
    };

    private void AddCharge(OrderStory story, DateTimeOffset askedAt)
    {
        var (id, card, total) = (PaymentStory.ChargeOf(story.Id), story.Card, story.Order.Total);
        _charges.Add(to =>
        {
            to.Write(id);
            to.Write($"authorize-{story.Id:N}");
            to.Write(card.Token);
            to.Write(story.Id.ToString("N"));
            to.Write(total.MinorUnits);
            to.Write(total.Currency.Code);
            to.Write(card.Brand);
            to.Write(card.Last4);
            to.Write(StatusOf(story));
            to.Write(card.Outcome);
            to.Maybe(card.DeclineCode);
            to.Maybe(card.Outcome == ChargeStatus.RequiresAction ? $"tds_{story.Id:N}" : null);
            to.Write(story.Order.CapturedMinorUnits);
            to.Write(story.Refund?.Amount ?? 0);
            to.Write(askedAt);
        });
        foreach (var capture in story.Happenings.Select(h => h.Event).OfType<PaymentCaptured>())
            AddCapture(story.Id, id, capture);
        if (story.Refund is { } refund)
            AddRefund(story.Id, id, refund);
    }

    private void AddCapture(Guid orderId, string charge, PaymentCaptured capture) => _captures.Add(to =>
    {
        to.Write($"cap_{capture.CaptureId:N}");
        to.Write($"capture-{orderId:N}-{capture.CaptureId:N}");
        to.Write(charge);
        to.Write(capture.Amount);
        to.Write(Capture.FeeFor(capture.Amount));
        to.Write(capture.CapturedAt);
    });

    private void AddRefund(Guid orderId, string charge, GivenBack refund) => _refunds.Add(to =>
    {
        to.Write($"re_{refund.RefundId:N}");
        to.Write($"refund-{orderId:N}-{refund.RefundId:N}");
        to.Write(charge);
        to.Write(refund.Amount);
        to.Write(refund.At);
    });
}
