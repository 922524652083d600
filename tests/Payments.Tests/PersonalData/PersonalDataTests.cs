using Commerce.Identity.Contracts;
using Commerce.Testing;

namespace Commerce.Payments;

public sealed class PersonalDataTests(PaymentsShop shop)
{
    [Fact]
    public async Task Erasure_TakesTheCardsTraces_AndLeavesTheBooksAsTheyWere()
    {
        var order = await shop.CapturedAsync();
        var customer = await shop.Payments.Database.ScalarAsync<Guid>("SELECT customer_id FROM payments WHERE order_id = $1", order.Id);
        var token = await shop.Payments.Database.ScalarAsync<string>("SELECT token FROM payments WHERE order_id = $1", order.Id);
        var ledger = await shop.LedgerAsync(order);
        Assert.Equal(["public.payments"], (await shop.Payments.Database.TablesWithAsync(token!)).Where(t => t == "public.payments"));

        await shop.SendAsync(customer, new UserErasedV1(Guid.CreateVersion7(), customer, TimeProvider.System.GetUtcNow()));
        await PaymentsShop.EventuallyAsync(
            () => shop.Payments.Database.ScalarAsync<long>("SELECT count(*) FROM erasures WHERE person_id = $1 AND done_at IS NOT NULL", customer), done => done == 1);

        Assert.Equal(1, await shop.Payments.Database.ScalarAsync<long>(
            "SELECT count(*) FROM payments WHERE order_id = $1 AND card_brand IS NULL AND card_last4 IS NULL AND token = 'erased'", order.Id));
        Assert.Equal(ledger, await shop.LedgerAsync(order));
        Assert.Equal(1, await shop.Payments.Database.ScalarAsync<long>(
            "SELECT count(*) FROM outbox WHERE key = $1 AND envelope::jsonb ->> 'eventType' = 'identity.confirm-erasure.v1'", customer.ToString()));
    }
}
