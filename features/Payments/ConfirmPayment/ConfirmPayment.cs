using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;

namespace Commerce.Payments;

/// <summary>The shopper comes back from the bank's page: the provider is asked now instead of at the next turn.</summary>
internal static class ConfirmPayment
{
    private const string Find = $"SELECT {PaymentRows.PaymentColumns} FROM payments p WHERE p.order_id = $1 AND p.customer_id = $2";

    private const string AskNow = """
        UPDATE payment_operations SET next_attempt_at = $2
        WHERE order_id = $1 AND kind = 'authorize' AND state = 'pending' AND next_attempt_at > $2
        """;

    public static async Task<IResult> Handle(
        Guid orderId, ClaimsPrincipal user, Session session, OperationSignal signal, TimeProvider clock, CancellationToken ct)
    {
        if (await session.QuerySingleAsync(Find, PaymentRows.Payment, ct, orderId, user.UserId()) is not { } payment)
            return PaymentErrors.NotFound(orderId).ToProblem();

        if (payment.Status == PaymentStatus.ActionRequired)
        {
            session.Write(AskNow, orderId, clock.GetUtcNow());
            session.WhenCommitted(signal.Ring);
        }

        return await session.AnswerAsync(Answer.Accepted($"/api/v1/payments/{orderId}", OwnPaymentView.Of(payment)), ct);
    }

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/api/v1/payments/{orderId:guid}/confirmation", Handle).Idempotent().RequireOwner()
            .WithExample(null, OwnPaymentView.Example, StatusCodes.Status202Accepted);
}
