using Commerce.Data;
using Commerce.Defaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Payments;

/// <summary>Staff see what became of a refund.</summary>
internal static class GetRefund
{
    private const string Find = $"""
        SELECT {PaymentRows.OperationColumns} FROM payment_operations o
        WHERE o.order_id = $1 AND o.kind = 'refund' AND o.reference_id = $2
        """;

    public static async Task<Results<Ok<RefundView>, ProblemHttpResult>> Handle(
        Guid orderId, Guid refundId, Session session, CancellationToken ct) =>
        await session.QuerySingleAsync(Find, row => PaymentRows.Operation(row), ct, orderId, refundId) is { } refund
            ? TypedResults.Ok(RefundView.Of(refund))
            : PaymentErrors.RefundNotFound(refundId).ToProblem();

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/api/v1/payments/{orderId:guid}/refunds/{refundId:guid}", Handle).RequirePermission(Permissions.Read)
            .WithExample(null, RefundView.Example with { Status = "succeeded" });
}
