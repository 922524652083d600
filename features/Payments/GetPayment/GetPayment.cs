using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;

namespace Commerce.Payments;

/// <summary>Staff look a payment up; shoppers see how far the payment of their own order is, and what they have to do.</summary>
internal static class GetPayment
{
    private const string Find = $"SELECT {PaymentRows.PaymentColumns} FROM payments p WHERE p.order_id = $1";

    public static async Task<IResult> Handle(Guid orderId, ClaimsPrincipal user, Session session, CancellationToken ct)
    {
        var payment = await session.QuerySingleAsync(Find, PaymentRows.Payment, ct, orderId);
        if (payment is not null && user.HasPermission(Permissions.Read))
            return ETag.Ok(PaymentView.Of(payment), payment.Version);
        return payment is { Amount: > 0 } && payment.CustomerId == user.UserId()
            ? ETag.Ok(OwnPaymentView.Of(payment), payment.Version)
            : PaymentErrors.NotFound(orderId).ToProblem();
    }

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/api/v1/payments/{orderId:guid}", Handle).RequireOwner(Permissions.Read).WithExample(null, OwnPaymentView.Example);
}
