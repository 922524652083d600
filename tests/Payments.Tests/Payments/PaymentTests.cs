using Commerce.Data;
using Commerce.Payments.Contracts;

namespace Commerce.Payments;

/// <summary>Given a payment and an operation, when it is due or answered, then this follows. No database, no provider.</summary>
public sealed class PaymentTests
{
    private static readonly DateTimeOffset s_now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly Payment s_pending = new()
    {
        OrderId = Guid.CreateVersion7(),
        PaymentId = Guid.CreateVersion7(),
        CustomerId = Guid.CreateVersion7(),
        Status = PaymentStatus.Pending,
        Token = "tok_1",
        Currency = "EUR",
        Amount = 1000,
        Deadline = s_now.AddMinutes(5),
    };

    private static readonly Payment s_authorized = s_pending with { Status = PaymentStatus.Authorized, Authorized = 1000, ProviderReference = "ch_1" };

    private static readonly Payment s_captured = s_authorized with { Status = PaymentStatus.Captured, Captured = 1000 };

    [Fact]
    public void Authorization_OnItsFirstTry_CallsWithoutAsking()
    {
        var decision = s_pending.Prepare(Due(OperationKind.Authorize), s_now);

        var call = Assert.IsType<ProviderCall.Authorize>(decision.Call);
        Assert.False(call.AskFirst);
        Assert.Equal((1, s_now + Operation.Lease), (decision.Operation.Attempts, decision.Operation.NextAttemptAt));
    }

    [Fact]
    public void Authorization_OnEveryLaterTry_AsksFirst() =>
        Assert.True(s_pending.Prepare(Due(OperationKind.Authorize) with { Attempts = 1 }, s_now).Call!.AskFirst);

    [Fact]
    public void Authorization_OnEveryTry_HasTheSameKey() => Assert.Equal(
        s_pending.Prepare(Due(OperationKind.Authorize), s_now).Call!.Key,
        s_pending.Prepare(Due(OperationKind.Authorize) with { Attempts = 7 }, s_now).Call!.Key);

    [Fact]
    public void Authorization_WhenOutcomeIsUnknown_IsTriedLaterButNotAfterTheDeadline()
    {
        var operation = Due(OperationKind.Authorize) with { Attempts = 50 };

        var early = s_pending.Settle(operation, new ProviderAnswer.Unknown("timeout"), s_now);
        var late = s_pending.Settle(operation, new ProviderAnswer.Unknown("timeout"), s_pending.Deadline!.Value.AddSeconds(-1));

        Assert.Equal(OperationState.Pending, early.Operation.State);
        Assert.InRange(early.Operation.NextAttemptAt, s_now.AddSeconds(20), s_now.AddSeconds(40));
        Assert.Equal(s_pending.Deadline, late.Operation.NextAttemptAt);
        Assert.Null(early.Message);
    }

    [Fact]
    public void Authorization_AfterTheDeadline_IsDeclinedAndLeavesACleanUpBehind()
    {
        var decision = s_pending.Prepare(Due(OperationKind.Authorize) with { Attempts = 3 }, s_pending.Deadline!.Value);

        Assert.Equal("timed_out", Assert.IsType<PaymentDeclinedV1>(decision.Message).Code);
        Assert.Equal(OperationKind.Release, decision.FollowUp!.Kind);
        Assert.Null(decision.Call);
    }

    [Fact]
    public void Authorization_ThatWasNeverSent_NeedsNoCleanUpAfterTheDeadline() =>
        Assert.Null(s_pending.Prepare(Due(OperationKind.Authorize), s_pending.Deadline!.Value).FollowUp);

    [Fact]
    public void Authorization_GrantedAfterTheDeadline_IsDeclinedAndCleanedUp()
    {
        var decision = s_pending.Settle(
            Due(OperationKind.Authorize) with { Attempts = 1 }, new ProviderAnswer.Authorized("ch_1", null, null), s_pending.Deadline!.Value);

        Assert.IsType<PaymentDeclinedV1>(decision.Message);
        Assert.Equal(OperationKind.Release, decision.FollowUp!.Kind);
        Assert.Null(decision.Booking);
    }

    [Fact]
    public void Authorization_GrantedAfterAVoid_IsNotBooked()
    {
        var voided = s_pending with { Status = PaymentStatus.Voided };

        var decision = voided.Settle(Due(OperationKind.Authorize) with { Attempts = 1 }, new ProviderAnswer.Authorized("ch_1", null, null), s_now);

        Assert.Equal("voided", Assert.IsType<PaymentDeclinedV1>(decision.Message).Code);
        Assert.Equal((PaymentStatus.Voided, 0L), (decision.Payment.Status, decision.Payment.Authorized));
        Assert.Null(decision.Booking);
    }

    [Fact]
    public void Challenge_SeenTwice_IsToldOnce()
    {
        var operation = Due(OperationKind.Authorize) with { Attempts = 1 };
        var answer = new ProviderAnswer.ActionRequired("ch_1", "https://bank.test/1");

        var first = s_pending.Settle(operation, answer, s_now);
        var second = first.Payment.Settle(operation, answer, s_now);

        Assert.IsType<PaymentActionRequiredV1>(first.Message);
        Assert.Null(second.Message);
    }

    [Fact]
    public void Captures_ThatTogetherExceedTheAuthorization_AreNotAllCalled()
    {
        var first = s_authorized.Prepare(Due(OperationKind.Capture, 600), s_now);
        var second = first.Payment.Prepare(Due(OperationKind.Capture, 600), s_now);

        Assert.NotNull(first.Call);
        Assert.Null(second.Call);
        Assert.Equal("exceeds_authorized", Assert.IsType<PaymentCaptureFailedV1>(second.Message).Code);
        Assert.Equal(600, second.Payment.Capturing);
    }

    [Fact]
    public void Capture_RefusedByTheProvider_FreesWhatWasSetAside()
    {
        var due = s_authorized.Prepare(Due(OperationKind.Capture, 600), s_now);

        var refused = due.Payment.Settle(due.Operation, new ProviderAnswer.Refused("charge_not_authorized", "…"), s_now);

        Assert.Equal((0L, 0L), (refused.Payment.Capturing, refused.Payment.Captured));
        Assert.IsType<PaymentCaptureFailedV1>(refused.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(1001)]
    public void Capture_OfAnImpossibleAmount_IsRefusedWithoutACall(long amount)
    {
        var decision = s_authorized.Prepare(Due(OperationKind.Capture, amount), s_now);

        Assert.Null(decision.Call);
        Assert.IsType<PaymentCaptureFailedV1>(decision.Message);
    }

    [Fact]
    public void Capture_InAnotherCurrency_IsRefusedWithoutACall()
    {
        var decision = s_authorized.Prepare(Due(OperationKind.Capture, 100) with { Currency = "USD" }, s_now);

        Assert.Equal("other_currency", Assert.IsType<PaymentCaptureFailedV1>(decision.Message).Code);
        Assert.Null(decision.Call);
    }

    [Fact]
    public void Capture_OfAPaymentThatNeverComes_FailsWhenPatienceEnds()
    {
        var expected = s_pending with { Status = PaymentStatus.Expected, Amount = 0, Currency = null, Token = null, Deadline = null };

        Assert.Null(expected.Prepare(Due(OperationKind.Capture, 100), s_now).Message);
        Assert.IsType<PaymentCaptureFailedV1>(expected.Prepare(Due(OperationKind.Capture, 100), s_now + Payment.Patience).Message);
    }

    [Fact]
    public void Void_WhileACaptureIsOut_WaitsForItsOutcome()
    {
        var decision = (s_authorized with { Capturing = 1000 }).Prepare(Due(OperationKind.Void), s_now);

        Assert.Null(decision.Call);
        Assert.Equal(OperationState.Pending, decision.Operation.State);
    }

    [Fact]
    public void Void_OfCapturedMoney_IsRefusedWithoutACall()
    {
        var decision = s_captured.Prepare(Due(OperationKind.Void), s_now);

        Assert.Null(decision.Call);
        Assert.Equal((OperationState.Refused, "already_captured"), (decision.Operation.State, decision.Operation.Code));
        Assert.Equal(PaymentStatus.Captured, decision.Payment.Status);
    }

    [Fact]
    public void Void_OfAPaymentThatHasNotComeYet_NeedsNoCall()
    {
        var decision = (s_pending with { Status = PaymentStatus.Expected }).Prepare(Due(OperationKind.Void), s_now);

        Assert.Null(decision.Call);
        Assert.Equal(PaymentStatus.Voided, decision.Payment.Status);
        Assert.IsType<PaymentVoidedV1>(decision.Message);
    }

    [Fact]
    public void RequestRefund_TakesIntoAccountWhatIsOnItsWay()
    {
        var first = s_captured.RequestRefund(Due(OperationKind.Refund, 700));
        var second = first.Value.Payment.RequestRefund(Due(OperationKind.Refund, 400));
        var third = first.Value.Payment.RequestRefund(Due(OperationKind.Refund, 300));

        Assert.Equal("payments.refund_exceeds_captured", second.Error?.Code);
        Assert.True(third.IsOk);
    }

    [Fact]
    public void RequestRefund_OfWhatIsOnlyAuthorized_IsRefused() =>
        Assert.Equal("payments.nothing_captured", s_authorized.RequestRefund(Due(OperationKind.Refund, 1)).Error?.Code);

    [Fact]
    public void Refunds_ThatTogetherExceedWhatWasCaptured_AreNotAllCalled()
    {
        var first = s_captured.Prepare(Due(OperationKind.Refund, 600), s_now);
        var second = first.Payment.Prepare(Due(OperationKind.Refund, 600), s_now);

        Assert.NotNull(first.Call);
        Assert.Null(second.Call);
        Assert.Equal((OperationState.Refused, "exceeds_captured"), (second.Operation.State, second.Operation.Code));
        Assert.Equal(600, second.Payment.Refunding);
    }

    [Fact]
    public void Refund_RefusedByTheProvider_FreesWhatWasSetAside()
    {
        var due = s_captured.Prepare(Due(OperationKind.Refund, 600), s_now);

        var refused = due.Payment.Settle(due.Operation, new ProviderAnswer.Refused("charge_disputed", "…"), s_now);

        Assert.Equal((0L, 0L), (refused.Payment.Refunding, refused.Payment.Refunded));
        Assert.Null(refused.Booking);
    }

    [Fact]
    public void Refund_OfEverything_EndsRefunded()
    {
        var due = s_captured.Prepare(Due(OperationKind.Refund, 1000), s_now);
        var done = due.Payment.Settle(due.Operation, new ProviderAnswer.Refunded("re_1"), s_now);

        Assert.Equal((PaymentStatus.Refunded, 1000L, 0L), (done.Payment.Status, done.Payment.Refunded, done.Payment.Refunding));
    }

    private static Operation Due(OperationKind kind, long amount = 1000) => Operation.New(
        kind, s_pending.OrderId, kind is OperationKind.Capture or OperationKind.Refund ? Guid.CreateVersion7() : Guid.Empty, amount, "EUR",
        RequestContext.System("test"), s_now);
}
