using System.Net;
using Commerce.Payments.Contracts;
using Commerce.PaymentSandbox;

namespace Commerce.Payments;

/// <summary>Each documented test card, from the command to the message, against a running provider.</summary>
public sealed class CardTests(PaymentsShop shop)
{
    private static readonly ProviderRecord s_heldOnce = new(1, 1, 0, 0, 0, 0);

    [Theory]
    [InlineData(TestCards.Visa, "visa", "4242")]
    [InlineData(TestCards.Mastercard, "mastercard", "4444")]
    [InlineData(TestCards.Amex, "amex", "0005")]
    public async Task ApprovingCard_IsAuthorizedOnceAndBooked(string card, string brand, string last4)
    {
        var order = await shop.AuthorizeAsync(card);

        var message = await shop.MessageAsync<PaymentAuthorizedV1>(order);

        Assert.Equal((order.Amount, "EUR"), (message.MinorUnits, message.Currency));
        Assert.Equal(s_heldOnce, await shop.AtProviderAsync(order));
        Assert.Equal(order.Amount, (await shop.LedgerAsync(order))[Account.AuthorizedHolds]);
        Assert.Equal($"{brand} {last4}", await shop.Payments.Database.ScalarAsync<string>(
            "SELECT card_brand || ' ' || card_last4 FROM payments WHERE order_id = $1", order.Id));
    }

    [Theory]
    [InlineData(TestCards.Declined, "card_declined")]
    [InlineData(TestCards.InsufficientFunds, "insufficient_funds")]
    [InlineData(TestCards.Stolen, "card_declined")]
    [InlineData(TestCards.Expired, "expired_card")]
    public async Task DecliningCard_IsDeclinedAndBooksNothing(string card, string code)
    {
        var order = await shop.AuthorizeAsync(card);

        Assert.Equal(code, (await shop.MessageAsync<PaymentDeclinedV1>(order)).Code);

        Assert.Equal(0, (await shop.AtProviderAsync(order)).Holding);
        Assert.Empty(await shop.LedgerAsync(order));
        Assert.Equal("declined", await shop.StatusAsync(order));
    }

    [Fact]
    public async Task UnknownToken_IsDeclined()
    {
        var order = TestOrder.New();
        await shop.SendAsync(order.Id, order.Authorization("tok_of_nobody"));

        Assert.Equal("unknown_token", (await shop.MessageAsync<PaymentDeclinedV1>(order)).Code);
    }

    [Fact]
    public async Task ThreeDSecure_WhenShopperApproves_IsAuthorized()
    {
        var order = await shop.AuthorizeAsync(TestCards.ThreeDSecure);
        var action = await shop.MessageAsync<PaymentActionRequiredV1>(order);

        Assert.Equal(HttpStatusCode.OK, await shop.AnswerChallengeAsync(action.ActionUrl, "approve"));
        await shop.ConfirmAsync(order);

        await shop.MessageAsync<PaymentAuthorizedV1>(order);
        Assert.Equal(s_heldOnce, await shop.AtProviderAsync(order));
        Assert.Single(await shop.MessagesAsync<PaymentActionRequiredV1>(order));
    }

    [Fact]
    public async Task ThreeDSecure_WhenShopperFails_IsDeclined()
    {
        var order = await shop.AuthorizeAsync(TestCards.ThreeDSecure);
        var action = await shop.MessageAsync<PaymentActionRequiredV1>(order);

        await shop.AnswerChallengeAsync(action.ActionUrl, "fail");
        await shop.ConfirmAsync(order);

        Assert.Equal("authentication_failed", (await shop.MessageAsync<PaymentDeclinedV1>(order)).Code);
        Assert.Equal(0, (await shop.AtProviderAsync(order)).Holding);
    }

    [Fact]
    public async Task ThreeDSecure_WhenNobodyNudges_IsNoticedByItself()
    {
        var order = await shop.AuthorizeAsync(TestCards.ThreeDSecure);
        var action = await shop.MessageAsync<PaymentActionRequiredV1>(order);

        await shop.AnswerChallengeAsync(action.ActionUrl, "approve");

        await shop.MessageAsync<PaymentAuthorizedV1>(order);
    }

    [Fact]
    public async Task ThreeDSecure_WhenDeadlinePasses_IsDeclinedAndCanNoLongerBeApproved()
    {
        var order = await shop.AuthorizeAsync(TestCards.ThreeDSecure, within: TimeSpan.FromSeconds(2));
        var action = await shop.MessageAsync<PaymentActionRequiredV1>(order);

        Assert.Equal("timed_out", (await shop.MessageAsync<PaymentDeclinedV1>(order)).Code);
        await shop.UntilQuietAsync(order);

        Assert.Equal(HttpStatusCode.Conflict, await shop.AnswerChallengeAsync(action.ActionUrl, "approve"));
        Assert.Equal(0, (await shop.AtProviderAsync(order)).Holding);
        Assert.Empty(await shop.MessagesAsync<PaymentAuthorizedV1>(order));
    }

    [Fact]
    public async Task TimeoutButCharged_IsFoundByKeyAndNotChargedAgain()
    {
        var order = await shop.AuthorizeAsync(TestCards.TimeoutButCharged);

        await shop.MessageAsync<PaymentAuthorizedV1>(order);

        Assert.Equal(s_heldOnce, await shop.AtProviderAsync(order));
        Assert.Equal(["Authorize", "Find"], shop.Provider.CallsWith(order.AuthorizationKey));
    }

    [Fact]
    public async Task TimeoutButCharged_WhenDeadlinePassesFirst_IsDeclinedAndLetGo()
    {
        var order = await shop.AuthorizeAsync(TestCards.TimeoutButCharged, within: TimeSpan.FromSeconds(1));

        Assert.Equal("timed_out", (await shop.MessageAsync<PaymentDeclinedV1>(order)).Code);
        await shop.UntilQuietAsync(order);

        Assert.Equal(new ProviderRecord(0, 1, 0, 0, 0, 0), await shop.AtProviderAsync(order));
        Assert.Empty(await shop.LedgerAsync(order));
    }

    [Fact]
    public async Task FailThenSucceed_IsAuthorizedOnTheThirdTry()
    {
        var order = await shop.AuthorizeAsync(TestCards.FailThenSucceed);

        await shop.MessageAsync<PaymentAuthorizedV1>(order);

        Assert.Equal(s_heldOnce, await shop.AtProviderAsync(order));
        Assert.Equal(["Authorize", "Find", "Authorize", "Find", "Authorize"], shop.Provider.CallsWith(order.AuthorizationKey));
    }

    [Fact]
    public async Task SlowCard_IsWaitedFor()
    {
        var order = await shop.AuthorizeAsync(TestCards.Slow);

        await shop.MessageAsync<PaymentAuthorizedV1>(order);

        Assert.Equal(["Authorize"], shop.Provider.CallsWith(order.AuthorizationKey));
    }

    [Fact]
    public async Task CaptureFailsThenSucceeds_IsCapturedOnce()
    {
        var order = await shop.AuthorizedAsync(TestCards.CaptureFailsThenSucceeds);
        var capture = order.Capture(order.Amount);
        await shop.SendAsync(order.Id, capture);

        Assert.Equal(capture.CaptureId, (await shop.MessageAsync<PaymentCapturedV1>(order)).CaptureId);

        Assert.Equal(new ProviderRecord(1, 1, order.Amount, 0, 1, 0), await shop.AtProviderAsync(order));
    }

    [Fact]
    public async Task ExpiresBeforeCapture_IsRefusedForGood_AndTheHoldIsLetGoByAVoid()
    {
        var order = await shop.AuthorizedAsync(TestCards.ExpiresBeforeCapture);
        await shop.SendAsync(order.Id, order.Capture(order.Amount));
        var refused = await shop.MessageAsync<PaymentCaptureFailedV1>(order);
        Assert.Equal("charge_not_authorized", refused.Code);
        Assert.Equal(new ProviderRecord(0, 1, 0, 0, 0, 0), await shop.AtProviderAsync(order));

        await shop.SendAsync(order.Id, new VoidPaymentV1(order.Id, "written_off"));
        await shop.MessageAsync<PaymentVoidedV1>(order);
        Assert.Equal("voided", await shop.StatusAsync(order));
        Assert.All(await shop.LedgerAsync(order), account => Assert.Equal(0, account.Value));
    }

    [Fact]
    public async Task Capture_BooksSaleFeeAndWhatTheProviderOwes()
    {
        var order = await shop.CapturedAsync(amount: 10_000);

        var ledger = await shop.LedgerAsync(order);

        Assert.Equal(0, ledger[Account.AuthorizedHolds]);
        Assert.Equal(-10_000, ledger[Account.Sales]);
        Assert.Equal(165, ledger[Account.ProviderFees]); // 1.4 % and 25
        Assert.Equal(10_000 - 165, ledger[Account.ProviderClearing]);
    }
}
