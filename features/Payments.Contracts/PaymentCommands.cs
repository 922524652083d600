using Commerce.Kernel;

namespace Commerce.Payments.Contracts;

/// <summary>Authorise an order's total on the shopper's token. Without an outcome by the deadline the payment ends declined and nothing stays authorised.</summary>
[Message("payments.authorize-payment.v1", Topic = "payments.commands", Aggregate = "order")]
public sealed record AuthorizePaymentV1(
    Guid OrderId, Guid CustomerId, long MinorUnits, string Currency, string PaymentToken, DateTimeOffset Deadline);

/// <summary>Take part or all of what is authorised. The capture id makes it happen once.</summary>
[Message("payments.capture-payment.v1", Topic = "payments.commands", Aggregate = "order")]
public sealed record CapturePaymentV1(Guid OrderId, Guid CaptureId, long MinorUnits, string Currency);

/// <summary>Let the authorisation go; remembered when it comes before the authorisation.</summary>
[Message("payments.void-payment.v1", Topic = "payments.commands", Aggregate = "order")]
public sealed record VoidPaymentV1(Guid OrderId, string Reason);

/// <summary>Give captured money back. The refund id makes it happen once.</summary>
[Message("payments.refund-payment.v1", Topic = "payments.commands", Aggregate = "order")]
public sealed record RefundPaymentV1(Guid OrderId, Guid RefundId, long MinorUnits, string Currency, string Reason);
