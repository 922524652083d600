using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using Commerce.Kernel;

namespace Commerce.Payments;

/// <summary>Staff look a payment up; shoppers see how far the payment of their own order is, and what they have to do.</summary>
internal static class GetPayment
{
    /// <summary>What the shopper who pays may see.</summary>
    public sealed record OwnView(
        Guid OrderId, string Status, Money Amount, Money Captured, Money Refunded, CardView? Card, string? DeclineCode, string? ActionUrl,
        DateTimeOffset Deadline);

    private const string Find = $"SELECT {PaymentRows.PaymentColumns} FROM payments p WHERE p.order_id = $1";

    public static async Task<IResult> Handle(Guid orderId, ClaimsPrincipal user, Session session, CancellationToken ct)
    {
        var payment = await session.QuerySingleAsync(Find, PaymentRows.Payment, ct, orderId);
        if (payment is not null && user.HasPermission(Permissions.Read))
            return ETag.Ok(PaymentView.Of(payment), payment.Version);
        return payment is { Amount: > 0 } && payment.CustomerId == user.UserId()
            ? ETag.Ok(ToOwnView(payment), payment.Version)
            : PaymentErrors.NotFound(orderId).ToProblem();
    }

    public static OwnView ToOwnView(Payment payment) => new(
        payment.OrderId, Names<PaymentStatus>.Of(payment.Status), Money.Of(payment.Amount, payment.Currency!),
        Money.Of(payment.Captured, payment.Currency!), Money.Of(payment.Refunded, payment.Currency!), CardView.Of(payment),
        payment.DeclineCode, payment.ActionUrl, payment.Deadline!.Value);

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/api/v1/payments/{orderId:guid}", Handle).RequireAuthorization().WithExample(null, Example);

    /// <summary>For the API description.</summary>
    public static OwnView Example { get; } = new(
        PaymentView.Example.OrderId, "action_required", Money.Of(4990, "EUR"), Money.Of(0, "EUR"), Money.Of(0, "EUR"), null, null,
        "https://shop.example/sandbox/3ds/tds_5b1e", PaymentView.Example.CreatedAt.AddMinutes(15));
}
