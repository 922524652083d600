using Commerce.Payments.Contracts;
using Commerce.PaymentSandbox;

namespace Commerce.Payments;

/// <summary>Commands that come twice, too early, too late, or ask for too much.</summary>
public sealed class CommandTests(PaymentsShop shop)
{
    [Fact]
    public async Task Outcome_SaysWhoCausedIt_AndWhoActedForThem()
    {
        var order = await shop.AuthorizedAsync();
        var told = await shop.Payments.Database.ScalarAsync<string>(
            "SELECT concat_ws(' ', m ->> 'correlationId', m ->> 'userId', m ->> 'actorId') FROM outbox, LATERAL (SELECT envelope::jsonb -> 'metadata' AS m) AS e WHERE key = $1 AND envelope::jsonb ->> 'eventType' = 'payments.payment-authorized.v1'",
            order.Id.ToString());
        Assert.Equal($"{PaymentsShop.Cause.CorrelationId} {PaymentsShop.Cause.UserId} {PaymentsShop.Cause.ActorId}", told);
    }

    [Fact]
    public async Task AuthorizePayment_WhenSentFiveTimes_ChargesOnceAndAnswersOnce()
    {
        var order = TestOrder.New();
        var command = order.Authorization(await shop.TokenAsync(TestCards.Visa));
        for (var i = 0; i < 5; i++)
            await shop.SendAsync(order.Id, command);
        await shop.SendAsync(order.Id, command, command, command);

        await shop.MessageAsync<PaymentAuthorizedV1>(order);
        await shop.UntilHandledAsync(order);

        Assert.Equal(new ProviderRecord(1, 1, 0, 0, 0, 0), await shop.AtProviderAsync(order));
        Assert.Single(await shop.MessagesAsync<PaymentAuthorizedV1>(order));
        Assert.Equal(["Authorize"], shop.Provider.CallsWith(order.AuthorizationKey));
    }

    [Fact]
    public async Task CapturePayment_WhenSentTwice_TakesOnce()
    {
        var order = await shop.AuthorizedAsync();
        var capture = order.Capture(1000);
        await shop.SendAsync(order.Id, capture, capture);
        await shop.SendAsync(order.Id, capture);

        await shop.MessageAsync<PaymentCapturedV1>(order);
        await shop.UntilHandledAsync(order);

        Assert.Equal(new ProviderRecord(1, 1, 1000, 0, 1, 0), await shop.AtProviderAsync(order));
        Assert.Single(await shop.MessagesAsync<PaymentCapturedV1>(order));
        Assert.Equal("partially_captured", await shop.StatusAsync(order));
    }

    [Fact]
    public async Task CapturePayment_BeforeItsAuthorization_WaitsForIt()
    {
        var order = TestOrder.New();
        await shop.SendAsync(order.Id, order.Capture(order.Amount));
        await shop.UntilStatusAsync(order, "expected");

        await shop.SendAsync(order.Id, order.Authorization(await shop.TokenAsync(TestCards.Visa)));

        await shop.MessageAsync<PaymentCapturedV1>(order);
        Assert.Equal(new ProviderRecord(1, 1, order.Amount, 0, 1, 0), await shop.AtProviderAsync(order));
    }

    [Fact]
    public async Task CapturePayment_BeyondWhatIsAuthorized_FailsAndTakesNothing()
    {
        var order = await shop.AuthorizedAsync();
        await shop.SendAsync(order.Id, order.Capture(order.Amount + 1));

        Assert.Equal("exceeds_authorized", (await shop.MessageAsync<PaymentCaptureFailedV1>(order)).Code);

        Assert.Equal(0, (await shop.AtProviderAsync(order)).CapturedAmount);
    }

    [Fact]
    public async Task CapturePayment_WhenTwoTogetherExceedWhatIsAuthorized_TakesOnlyOne()
    {
        var order = await shop.AuthorizedAsync(amount: 1000);
        await shop.SendAsync(order.Id, order.Capture(600), order.Capture(600));

        await shop.MessageAsync<PaymentCapturedV1>(order);
        await shop.MessageAsync<PaymentCaptureFailedV1>(order);

        Assert.Equal(new ProviderRecord(1, 1, 600, 0, 1, 0), await shop.AtProviderAsync(order));
    }

    [Fact]
    public async Task VoidPayment_WhenAuthorized_LetsGo()
    {
        var order = await shop.AuthorizedAsync();
        await shop.SendAsync(order.Id, new VoidPaymentV1(order.Id, "cancelled"));

        await shop.MessageAsync<PaymentVoidedV1>(order);

        Assert.Equal(0, (await shop.AtProviderAsync(order)).Holding);
        Assert.Equal(0, (await shop.LedgerAsync(order))[Account.AuthorizedHolds]);
        Assert.Equal("voided", await shop.StatusAsync(order));
    }

    [Fact]
    public async Task VoidPayment_BeforeItsAuthorization_IsRememberedAndNothingIsEverAskedFor()
    {
        var order = TestOrder.New();
        await shop.SendAsync(order.Id, new VoidPaymentV1(order.Id, "cancelled"));
        await shop.MessageAsync<PaymentVoidedV1>(order);

        await shop.SendAsync(order.Id, order.Authorization(await shop.TokenAsync(TestCards.Visa)));

        Assert.Equal("voided", (await shop.MessageAsync<PaymentDeclinedV1>(order)).Code);
        Assert.Equal("voided", await shop.StatusAsync(order));
        Assert.Empty(shop.Provider.CallsWith(order.AuthorizationKey));
    }

    [Fact]
    public async Task VoidPayment_RightBehindItsAuthorization_LeavesNothingHeld()
    {
        for (var round = 0; round < 10; round++)
        {
            var order = TestOrder.New();
            await shop.SendAsync(
                order.Id, order.Authorization(await shop.TokenAsync(TestCards.Visa)), new VoidPaymentV1(order.Id, "cancelled"));

            await shop.MessageAsync<PaymentVoidedV1>(order);
            await shop.UntilQuietAsync(order);

            Assert.Equal(0, (await shop.AtProviderAsync(order)).Holding);
            Assert.Equal("voided", await shop.StatusAsync(order));
            Assert.Equal(0, (await shop.LedgerAsync(order)).GetValueOrDefault(Account.AuthorizedHolds));
        }
    }

    [Fact]
    public async Task VoidPayment_WhileTheAuthorizationIsOnItsWayOut_MakesItFindItsKeyCancelled()
    {
        var order = TestOrder.New();
        var mayGo = new TaskCompletionSource();
        shop.Provider.BeforeNextCall(order.AuthorizationKey, "Authorize", () => mayGo.Task);
        await shop.SendAsync(order.Id, order.Authorization(await shop.TokenAsync(TestCards.Visa)));
        await PaymentsShop.EventuallyAsync(
            () => Task.FromResult(shop.Provider.CallsWith(order.AuthorizationKey)), calls => calls.Contains("Authorize"));

        await shop.SendAsync(order.Id, new VoidPaymentV1(order.Id, "cancelled"));
        await shop.MessageAsync<PaymentVoidedV1>(order);
        mayGo.SetResult();

        Assert.Equal("voided", (await shop.MessageAsync<PaymentDeclinedV1>(order)).Code);
        Assert.Equal(0, (await shop.AtProviderAsync(order)).Holding);
        Assert.Empty(await shop.MessagesAsync<PaymentAuthorizedV1>(order));
    }

    [Fact]
    public async Task VoidPayment_WhileTheAnswerIsOnItsWayBack_LetsGoWhatWasHeld()
    {
        var order = TestOrder.New();
        var mayReturn = new TaskCompletionSource();
        shop.Provider.AfterNextCall(order.AuthorizationKey, "Authorize", async (answer, _) =>
        {
            await mayReturn.Task;
            return answer;
        });
        await shop.SendAsync(order.Id, order.Authorization(await shop.TokenAsync(TestCards.Visa)));
        await PaymentsShop.EventuallyAsync(() => shop.AtProviderAsync(order), record => record.Holding == 1);

        await shop.SendAsync(order.Id, new VoidPaymentV1(order.Id, "cancelled"));
        await shop.MessageAsync<PaymentVoidedV1>(order);
        mayReturn.SetResult();

        Assert.Equal("voided", (await shop.MessageAsync<PaymentDeclinedV1>(order)).Code);
        Assert.Equal(new ProviderRecord(0, 1, 0, 0, 0, 0), await shop.AtProviderAsync(order));
        Assert.Empty(await shop.MessagesAsync<PaymentAuthorizedV1>(order));
        Assert.Empty(await shop.LedgerAsync(order));
    }

    [Fact]
    public async Task VoidPayment_AfterCapture_ChangesNothing()
    {
        var order = await shop.CapturedAsync();
        await shop.SendAsync(order.Id, new VoidPaymentV1(order.Id, "too late"));
        await shop.UntilHandledAsync(order);

        Assert.Equal("captured", await shop.StatusAsync(order));
        Assert.Empty(await shop.MessagesAsync<PaymentVoidedV1>(order));
        Assert.Equal(order.Amount, (await shop.AtProviderAsync(order)).CapturedAmount);
    }

    [Fact]
    public async Task RefundPayment_WhenSentTwice_GivesBackOnce()
    {
        var order = await shop.CapturedAsync();
        var refund = new RefundPaymentV1(order.Id, Guid.CreateVersion7(), 1000, "EUR", "returned");
        await shop.SendAsync(order.Id, refund, refund);

        Assert.Equal(1000, (await shop.MessageAsync<PaymentRefundedV1>(order)).MinorUnits);
        await shop.UntilHandledAsync(order);

        Assert.Equal(new ProviderRecord(1, 1, order.Amount, 1000, 1, 1), await shop.AtProviderAsync(order));
        Assert.Equal(1000, (await shop.LedgerAsync(order))[Account.Refunds]);
        Assert.Equal("partially_refunded", await shop.StatusAsync(order));
    }

    [Fact]
    public async Task RefundPayment_BeyondWhatWasCaptured_GivesNothingBack()
    {
        var order = await shop.CapturedAsync();
        await shop.SendAsync(order.Id, new RefundPaymentV1(order.Id, Guid.CreateVersion7(), order.Amount + 1, "EUR", "greedy"));
        await shop.UntilHandledAsync(order);

        Assert.Equal(0, (await shop.AtProviderAsync(order)).RefundedAmount);
        Assert.Empty(await shop.MessagesAsync<PaymentRefundedV1>(order));
    }
}
