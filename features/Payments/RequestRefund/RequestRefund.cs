using Commerce.Data;
using Commerce.Defaults;
using Commerce.Kernel;
using FluentValidation;

namespace Commerce.Payments;

/// <summary>A member of staff gives captured money back. The amount is set aside at once; the provider is told right after.</summary>
internal static class RequestRefund
{
    public sealed record Request(Money Amount, string Reason);

    public sealed class Validator : AbstractValidator<Request>
    {
        private const int MaxReason = 500;

        public Validator()
        {
            RuleFor(r => r.Amount).Must(a => a.MinorUnits > 0).WithErrorCode("not_positive").WithMessage("A refund is more than nothing.");
            RuleFor(r => r.Reason).NotEmpty().MaximumLength(MaxReason);
        }
    }

    private const string Lock = $"SELECT {PaymentRows.PaymentColumns} FROM payments p WHERE p.order_id = $1 FOR NO KEY UPDATE";

    public static async Task<IResult> Handle(
        Guid orderId, Request request, Session session, OperationSignal signal, TimeProvider clock, CancellationToken ct)
    {
        await session.BeginAsync(ct);
        if (await session.QuerySingleAsync(Lock, PaymentRows.Payment, ct, orderId) is not { } payment)
            return PaymentErrors.NotFound(orderId).ToProblem();

        var now = clock.GetUtcNow();
        var decision = payment.RequestRefund(Operation.New(
            OperationKind.Refund, orderId, clock.NewId(), request.Amount.MinorUnits, request.Amount.Currency.Code, session.Context, now) with
        {
            Reason = request.Reason,
        });
        if (decision.Error is { } refusal)
            return refusal.ToProblem();

        var refund = decision.Value.Operation;
        session.WritePayments([decision.Value.Payment], now);
        session.WriteOperations([refund]);
        session.WhenCommitted(signal.Ring);
        return await session.AnswerAsync(
            Answer.Created($"/api/v1/payments/{orderId}/refunds/{refund.ReferenceId}", RefundView.Of(refund)), ct);
    }

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/api/v1/payments/{orderId:guid}/refunds", Handle)
            .Validate(new Validator()).Idempotent(required: true).RequirePermission(Permissions.Write).RequireFreshSecondFactor()
            .WithExample(new Request(RefundView.Example.Amount, "Arrived broken"), RefundView.Example, StatusCodes.Status201Created);
}
