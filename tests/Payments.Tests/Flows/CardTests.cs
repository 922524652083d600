using Commerce.Payments.Contracts;
using Commerce.PaymentSandbox;

namespace Commerce.Payments;

/// <summary>Each documented test card, from the command to the message, against a running provider.</summary>
public sealed class CardTests(PaymentsShop shop) : IClassFixture<PaymentsShop>
{
    [Theory]
    [InlineData(TestCards.Visa, "visa", "4242")]
    [InlineData(TestCards.Mastercard, "mastercard", "4444")]
    [InlineData(TestCards.Amex, "amex", "0005")]
    public async Task ApprovingCard_IsAuthorizedOnceAndBooked(string card, string brand, string last4)
    {
        var order = await shop.AuthorizeAsync(card);

        var message = await shop.MessageAsync<PaymentAuthorizedV1>(order);

        Assert.Equal((order.Amount, "EUR"), (message.MinorUnits, message.Currency));
        Assert.Equal(new ProviderRecord(1, 1, 0, 0, 0, 0), await shop.AtProviderAsync(order));
        Assert.Equal(order.Amount, (await shop.LedgerAsync(order))[Account.AuthorizedHolds]);
        Assert.Equal($"{brand} {last4}", await shop.Payments.Database.ScalarAsync<string>(
            "SELECT card_brand || ' ' || card_last4 FROM payments WHERE order_id = $1", order.Id));
    }
}
