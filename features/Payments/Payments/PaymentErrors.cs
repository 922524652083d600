using Commerce.Kernel;

namespace Commerce.Payments;

/// <summary>Everything that the payments API refuses, by name.</summary>
internal static class PaymentErrors
{
    public static Error NotFound(Guid orderId) => new(404, "payments.not_found", $"There is no payment for order {orderId}.");

    public static Error RefundNotFound(Guid refundId) => new(404, "payments.refund_not_found", $"There is no refund {refundId} of this payment.");

    public static Error OperationNotFound(Guid operationId) => new(404, "payments.operation_not_found", $"There is no operation {operationId}.");

    public static Error OperationFinished(Guid operationId) =>
        new(409, "payments.operation_finished", $"The provider has answered operation {operationId} already.");

    public static Error NothingCaptured(Guid orderId) =>
        new(409, "payments.nothing_captured", $"Nothing of order {orderId} was captured, so nothing can be refunded.");

    public static Error RefundExceedsCaptured(Money available) =>
        new(409, "payments.refund_exceeds_captured", $"At most {available} can be refunded.")
        {
            Fields = [new FieldError("/amount", "payments.refund_exceeds_captured", $"At most {available}.")],
        };

    public static Error OtherCurrency(string currency) => new(422, "payments.other_currency", $"The payment is in {currency}.")
    {
        Fields = [new FieldError("/amount/currency", "payments.other_currency", $"Must be {currency}.")],
    };
}
