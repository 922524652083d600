using Commerce.EventStore;
using Commerce.Kernel;

namespace Commerce.Ordering;

public sealed class OrderTests
{
    [Fact]
    public void Place_PricesTheCart_WithOurPrices()
    {
        var placed = Sample.Place(Sample.Cart).Value;
        Assert.Equal(13230, placed.Total);
        Assert.Equal([("KETTLE", 2, 5990L), ("MUG", 1, 1250L)], placed.Lines.Select(l => (l.Sku, l.Quantity, l.UnitPrice)));
    }

    [Fact]
    public void Place_EmptyCart_IsRefused() =>
        Assert.Equal("ordering.cart_empty", Sample.Place(Sample.Cart with { Lines = [] }).Error?.Code);

    [Fact]
    public void Place_WithSomethingNotForSale_NamesIt()
    {
        var refusal = Sample.Place(Sample.Cart with { Lines = [.. Sample.Cart.Lines, new("GONE", null, 1, null)] }).Error;
        Assert.Equal("ordering.not_for_sale", refusal?.Code);
        Assert.Equal("/lines/GONE", Assert.Single(refusal!.Fields).Pointer);
    }

    [Fact]
    public void Place_TotalBeyondAllNumbers_DoesNotWrapAround() =>
        Assert.Throws<OverflowException>(() => Sample.Place(Sample.Cart with { Lines = [new("GOLD", "Gold", 99, long.MaxValue / 2)] }));

    [Fact]
    public void Cancel_BeforeAnythingLeft_IsAllowed()
    {
        foreach (var order in new[] { Sample.Placed, Sample.WithStock, Sample.Confirmed })
            Assert.True(order.Cancel("requested", "", Sample.Now).IsOk);
    }

    [Fact]
    public void Cancel_Twice_IsRefused() =>
        Assert.Equal("ordering.already_cancelled", Sample.Cancelled.Cancel("requested", "", Sample.Now).Error?.Code);

    [Fact]
    public void Cancel_OncePartlyShipped_IsTooLate() =>
        Assert.Equal("ordering.too_late_to_cancel", Sample.Dispatch(Sample.Confirmed, 0).After.Cancel("requested", "", Sample.Now).Error?.Code);

    [Fact]
    public void Dispatch_BeforeConfirmed_IsRefused() =>
        Assert.Equal("ordering.shipment_not_found", Sample.WithStock.Dispatch(Guid.Empty, null, Sample.Now).Error?.Code);

    [Fact]
    public void Dispatch_OfCancelled_IsRefused() =>
        Assert.Equal("ordering.cannot_ship", Sample.Cancelled.Dispatch(Sample.Cancelled.Shipments[0].Id, null, Sample.Now).Error?.Code);

    [Fact]
    public void Dispatch_SameShipmentTwice_IsRefused()
    {
        var shipped = Sample.Dispatch(Sample.Confirmed, 0).After;
        Assert.Equal("ordering.already_dispatched", shipped.Dispatch(shipped.Shipments[0].Id, null, Sample.Now).Error?.Code);
    }

    /// <summary>The answer was lost, the money was captured meanwhile: asking again must not sound as if nothing had left.</summary>
    [Fact]
    public void Dispatch_AgainOnceTheOrderIsCompleted_IsKnownToBeDone()
    {
        var shipped = Sample.Dispatch(Sample.Dispatch(Sample.Confirmed, 0).After, 1).After;
        var completed = shipped.Apply(new OrderCompleted(Sample.Now));
        Assert.Equal(OrderStatus.Completed, completed.Status);
        Assert.Equal("ordering.already_dispatched", completed.Dispatch(completed.Shipments[0].Id, null, Sample.Now).Error?.Code);
    }

    [Fact]
    public void Dispatch_AllShipments_IsShipped()
    {
        var first = Sample.Dispatch(Sample.Confirmed, 0).After;
        Assert.Equal(OrderStatus.PartiallyShipped, first.Status);
        Assert.Equal(OrderStatus.Shipped, Sample.Dispatch(first, 1).After.Status);
    }

    [Fact]
    public void AmountsOfShipments_AddUpToTheTotal() =>
        Assert.Equal(Sample.Confirmed.Total, Money.Of(Sample.Confirmed.Shipments.Sum(Sample.Confirmed.AmountOf), "EUR"));

    [Fact]
    public void FirstSettled_IsTheSame_HoweverMuchFollowed()
    {
        var history = History(
            (Sample.Now, Sample.Place(Sample.Cart).Value),
            (Sample.Now.AddSeconds(1), new StockReserved([], Sample.Now, Sample.Now)),
            (Sample.Now.AddSeconds(2), new PaymentAuthorized(Sample.PaymentId, 1, Sample.Now)),
            (Sample.Now.AddSeconds(2), new OrderConfirmed([], Sample.Now)),
            (Sample.Now.AddSeconds(9), new OrderCancelled("requested", "", Sample.Now)));
        Assert.Null(Order.FirstSettled(history[..2]));
        Assert.Equal(OrderStatus.Confirmed, Order.FirstSettled(history[..4])?.Status);
        Assert.Equal(4, Order.FirstSettled(history)?.Version);
    }

    private static RecordedEvent[] History(params (DateTimeOffset At, object Event)[] events) =>
        [.. events.Select((e, i) => new RecordedEvent(Sample.OrderId, i + 1, e.Event.GetType().Name, e.Event, new EventMetadata("c", null, null), e.At))];
}
