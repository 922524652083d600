using Commerce.Kernel;

namespace Commerce.Payments.Contracts;

/// <summary>The provider holds the amount for us.</summary>
[Message("payments.payment-authorized.v1", Topic = "payments", Aggregate = "order")]
public sealed record PaymentAuthorizedV1(Guid OrderId, Guid PaymentId, long MinorUnits, string Currency, DateTimeOffset AuthorizedAt);

/// <summary>No money will come from this token. Code: <c>card_declined</c>, <c>insufficient_funds</c>, <c>expired_card</c>, <c>authentication_failed</c>, <c>timed_out</c>, <c>voided</c>…</summary>
[Message("payments.payment-declined.v1", Topic = "payments", Aggregate = "order")]
public sealed record PaymentDeclinedV1(Guid OrderId, Guid PaymentId, string Code, string Detail, DateTimeOffset DeclinedAt);

/// <summary>The shopper must prove who they are at this address (3-D Secure) before the deadline.</summary>
[Message("payments.payment-action-required.v1", Topic = "payments", Aggregate = "order")]
public sealed record PaymentActionRequiredV1(Guid OrderId, Guid PaymentId, string ActionUrl, DateTimeOffset Deadline);

/// <summary>Authorised money was taken.</summary>
[Message("payments.payment-captured.v1", Topic = "payments", Aggregate = "order")]
public sealed record PaymentCapturedV1(Guid OrderId, Guid PaymentId, Guid CaptureId, long MinorUnits, string Currency, DateTimeOffset CapturedAt);

/// <summary>The provider refused the capture for good.</summary>
[Message("payments.payment-capture-failed.v1", Topic = "payments", Aggregate = "order")]
public sealed record PaymentCaptureFailedV1(Guid OrderId, Guid PaymentId, Guid CaptureId, string Code, string Detail, DateTimeOffset FailedAt);

/// <summary>The authorisation was let go; nothing was or will be taken.</summary>
[Message("payments.payment-voided.v1", Topic = "payments", Aggregate = "order")]
public sealed record PaymentVoidedV1(Guid OrderId, Guid PaymentId, DateTimeOffset VoidedAt);

/// <summary>Captured money went back.</summary>
[Message("payments.payment-refunded.v1", Topic = "payments", Aggregate = "order")]
public sealed record PaymentRefundedV1(Guid OrderId, Guid PaymentId, Guid RefundId, long MinorUnits, string Currency, DateTimeOffset RefundedAt);
