using Commerce.Data;
using Commerce.Defaults;

namespace Commerce.Payments;

/// <summary>
/// Staff have the provider asked now what became of a call, instead of at its next turn. Nobody can say by hand what the provider did: the
/// books follow its answer.
/// </summary>
internal static class AskProvider
{
    private const string Find = $"SELECT {PaymentRows.OperationColumns} FROM payment_operations o WHERE o.id = $1";

    private const string AskNow = "UPDATE payment_operations SET next_attempt_at = $2 WHERE id = $1 AND state = 'pending' AND next_attempt_at > $2";

    public static async Task<IResult> Handle(Guid operationId, Session session, OperationSignal signal, TimeProvider clock, CancellationToken ct)
    {
        if (await session.QuerySingleAsync(Find, row => PaymentRows.Operation(row), ct, operationId) is not { } operation)
            return PaymentErrors.OperationNotFound(operationId).ToProblem();
        if (operation.State != OperationState.Pending)
            return PaymentErrors.OperationFinished(operationId).ToProblem();

        // A worker that is at it keeps its try: two calls carry one key, and the provider does a key once.
        session.Write(AskNow, operationId, clock.GetUtcNow());
        session.WhenCommitted(signal.Ring);
        return await session.AnswerAsync(Answer.Accepted($"/api/v1/payments/operations?orderId={operation.OrderId}", OperationView.Of(operation)), ct);
    }

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/api/v1/payments/operations/{operationId:guid}/retry", Handle).Idempotent().RequirePermission(Permissions.Write)
            .WithExample(null, OperationView.Example, StatusCodes.Status202Accepted);
}
