using Commerce.Inventory.Contracts;
using Commerce.Payments.Contracts;

namespace Commerce.Ordering;

public sealed class CheckoutTests
{
    [Fact]
    public void Begin_AsksForTheStockOfEveryLine()
    {
        var decision = Checkout.Begin(Sample.Place(Sample.Cart).Value);
        var reserve = Assert.IsType<ReserveStockV1>(Assert.Single(decision.Messages));
        Assert.Equal([("KETTLE", 2), ("MUG", 1)], reserve.Lines.Select(l => (l.Sku, l.Quantity)));
        Assert.Equal(Sample.Now + Checkout.ReservationTime, reserve.ExpiresAt);
    }

    [Fact]
    public void StockReserved_AsksForTheMoney_UntilBeforeTheHoldExpires()
    {
        var decision = Checkout.On(Sample.Placed, Sample.Reserved, Sample.Token, Sample.Now);
        var authorize = Assert.IsType<AuthorizePaymentV1>(Assert.Single(decision.Messages));
        Assert.Equal((13230, "EUR", Sample.Token), (authorize.MinorUnits, authorize.Currency, authorize.PaymentToken));
        Assert.True(authorize.Deadline < Sample.Reserved.ExpiresAt);
    }

    [Fact]
    public void StockRejected_CancelsWithoutTouchingMoney()
    {
        var decision = Checkout.On(Sample.Placed, Sample.Rejected, Sample.Now);
        Assert.Equal(OrderStatus.Cancelled, decision.After.Status);
        Assert.Equal(CancellationReasons.OutOfStock, decision.After.Cancellation?.Reason);
        Assert.True(decision.After.IsFinished);
        Assert.Empty(decision.Messages);
    }

    [Fact]
    public void PaymentAuthorized_ConfirmsAndPlansOneShipmentPerWarehouse()
    {
        var decision = Checkout.On(Sample.WithStock, Sample.Authorized, Sample.Now);
        Assert.IsType<ConfirmReservationV1>(Assert.Single(decision.Messages));
        Assert.Equal(["berlin", "leipzig"], decision.After.Shipments.Select(s => s.Warehouse));
        Assert.Equal(OrderStatus.Confirmed, decision.After.Status);
    }

    [Fact]
    public void StockReserved_AnewElsewhereAfterConfirmation_PlansTheShipmentsAnew()
    {
        var decision = Checkout.On(Sample.Confirmed, Sample.ReservedAnew, Sample.Token, Sample.Now);
        Assert.Empty(decision.Messages);
        Assert.Equal(OrderStatus.Confirmed, decision.After.Status);
        Assert.Equal(["hamburg", "leipzig"], decision.After.Shipments.Select(s => s.Warehouse));

        // What then leaves is what is held, and asks for the price of just that.
        var ship = Assert.IsType<ShipStockV1>(Sample.Dispatch(decision.After, 0).Messages[0]);
        Assert.Equal(("hamburg", "KETTLE", 2), (ship.Warehouse, ship.Lines[0].Sku, ship.Lines[0].Quantity));
        Assert.True(Checkout.On(decision.After, Sample.ReservedAnew, Sample.Token, Sample.Now).IsNothing);
    }

    [Fact]
    public void StockReserved_RepeatedOrFromBeforeThePayment_LeavesThePlan()
    {
        Assert.True(Checkout.On(Sample.Confirmed, Sample.Reserved, Sample.Token, Sample.Now).IsNothing);
        Assert.True(Checkout.On(Sample.Confirmed, Sample.Reserved with { ExpiresAt = DateTimeOffset.MaxValue }, Sample.Token, Sample.Now).IsNothing);

        var replanned = Checkout.On(Sample.Confirmed, Sample.ReservedAnew, Sample.Token, Sample.Now).After;
        Assert.True(Checkout.On(replanned, Sample.Reserved, Sample.Token, Sample.Now).IsNothing);
        Assert.True(Checkout.On(Sample.Cancelled, Sample.ReservedAnew, Sample.Token, Sample.Now).IsNothing);
        Assert.True(Checkout.On(Sample.Dispatch(Sample.Confirmed, 0).After, Sample.ReservedAnew, Sample.Token, Sample.Now).IsNothing);
    }

    [Fact]
    public void StockReserved_AnewAfterAParcelLeft_PlansTheRestAnew()
    {
        var onTheWay = Sample.Dispatch(Sample.Confirmed, 0).After;
        var anew = Sample.Reserved with
        {
            Allocations = [new("KETTLE", "berlin", 1), new("KETTLE", "hamburg", 1), new("MUG", "berlin", 1)],
            ExpiresAt = DateTimeOffset.MaxValue,
        };

        var replanned = Checkout.On(onTheWay, anew, Sample.Token, Sample.Now).After;
        Assert.Equal([("berlin", true), ("hamburg", false)], replanned.Shipments.Select(s => (s.Warehouse, s.IsDispatched)));
        Assert.Equal(OrderStatus.Shipped, Sample.Dispatch(replanned, 1).After.Status);
    }

    [Fact]
    public void PaymentDeclined_GivesTheStockBack()
    {
        var decision = Checkout.On(Sample.WithStock, Sample.Declined, Sample.Now);
        Assert.IsType<ReleaseStockV1>(Assert.Single(decision.Messages));
        Assert.Equal(CancellationReasons.PaymentDeclined, decision.After.Cancellation?.Reason);
        Assert.False(decision.After.IsFinished);
        Assert.True(Checkout.On(decision.After, Sample.Released, Sample.Now).After.IsFinished);
    }

    [Fact]
    public void Cancel_Confirmed_GivesBackMoneyAndStock()
    {
        var decision = Sample.Cancel(Sample.Confirmed);
        Assert.Equal([typeof(VoidPaymentV1), typeof(ReleaseStockV1)], decision.Messages.Select(m => m.GetType()));
        var done = Checkout.On(Checkout.On(decision.After, Sample.Released, Sample.Now).After, Sample.Voided, Sample.Now).After;
        Assert.True(done.IsFinished);
    }

    [Fact]
    public void PaymentAuthorized_AfterCancel_IsVoidedAgain()
    {
        var cancelled = Sample.Cancel(Sample.WithStock).After;
        var decision = Checkout.On(cancelled, Sample.Authorized, Sample.Now);
        Assert.IsType<VoidPaymentV1>(Assert.Single(decision.Messages));
        Assert.Equal(OrderStatus.Cancelled, decision.After.Status);
    }

    [Fact]
    public void HoldExpired_WhileThePaymentIsPending_CancelsAndVoids()
    {
        var decision = Checkout.On(Sample.WithStock, Sample.Released with { Reason = "expired" }, Sample.Now);
        Assert.IsType<VoidPaymentV1>(Assert.Single(decision.Messages));
        Assert.Equal(CancellationReasons.ReservationExpired, decision.After.Cancellation?.Reason);
    }

    [Fact]
    public void StockGone_AfterConfirmation_CancelsAndVoids()
    {
        var decision = Checkout.On(Sample.Confirmed, Sample.Rejected with { Reason = "expired" }, Sample.Now);
        Assert.IsType<VoidPaymentV1>(Assert.Single(decision.Messages));
        Assert.Equal(OrderStatus.Cancelled, decision.After.Status);
    }

    [Fact]
    public void Dispatch_SellsTheStockAndCapturesItsPrice()
    {
        var decision = Sample.Dispatch(Sample.Confirmed, 0);
        Assert.Equal([typeof(ShipStockV1), typeof(CapturePaymentV1)], decision.Messages.Select(m => m.GetType()));
        Assert.Equal(5990 + 1250, ((CapturePaymentV1)decision.Messages[1]).MinorUnits);
    }

    [Fact]
    public void Captured_CompletesOnlyWhenEverythingLeftAndIsPaid()
    {
        var one = Sample.Dispatch(Sample.Confirmed, 0).After;
        var onePaid = Checkout.On(one, Sample.Captured(one, 0), Sample.Now).After;
        Assert.Equal(OrderStatus.PartiallyShipped, onePaid.Status);
        var both = Sample.Dispatch(onePaid, 1).After;
        var paid = Checkout.On(both, Sample.Captured(both, 1), Sample.Now).After;
        Assert.Equal(OrderStatus.Completed, paid.Status);
        Assert.Equal(paid.Total.MinorUnits, paid.CapturedMinorUnits);
    }

    [Fact]
    public void CaptureRefused_WaitsForStaff_AndNothingMoreLeaves()
    {
        var one = Sample.Dispatch(Sample.Confirmed, 0).After;
        var refused = Checkout.On(one, Sample.CaptureRefused(one, 0), Sample.Now);
        Assert.Empty(refused.Messages);
        Assert.Equal(CheckoutStep.Unpaid, Checkout.StepOf(refused.After));
        Assert.Equal(Sample.Now, Checkout.DeadlineOf(refused.After, Sample.Now));
        Assert.True(Checkout.On(refused.After, Sample.CaptureRefused(one, 0), Sample.Now).IsNothing);
        Assert.True(Checkout.AskAgain(refused.After, Sample.Token, Sample.Now).IsNothing);
        Assert.Equal("ordering.unpaid", refused.After.Dispatch(one.Shipments[1].Id, null, Sample.Now).Error!.Code);
    }

    [Fact]
    public void CaptureRefused_WhileAnotherIsAwaited_AsksOnlyForThatOne()
    {
        var one = Sample.Dispatch(Sample.Confirmed, 0).After;
        var both = Sample.Dispatch(one, 1).After;
        var refused = Checkout.On(both, Sample.CaptureRefused(both, 0), Sample.Now).After;
        Assert.Equal(CheckoutStep.Fulfilling, Checkout.StepOf(refused));
        Assert.Equal(both.Shipments[1].Id, ((CapturePaymentV1)Assert.Single(Checkout.AskAgain(refused, Sample.Token, Sample.Now).Messages)).CaptureId);
        var paid = Checkout.On(refused, Sample.Captured(both, 1), Sample.Now).After;
        Assert.Equal((OrderStatus.Shipped, CheckoutStep.Unpaid), (paid.Status, Checkout.StepOf(paid)));
        var settled = Settle(paid, 0);
        Assert.Equal(OrderStatus.Completed, settled.After.Status);
        Assert.Empty(settled.Messages); // part of the money was taken: nothing can be voided
    }

    [Fact]
    public void Settle_OfTheLastParcel_CompletesAndLetsGoWhatMayBeHeld()
    {
        var one = Sample.Dispatch(Sample.Confirmed, 0).After;
        var first = Settle(Checkout.On(one, Sample.CaptureRefused(one, 0), Sample.Now).After, 0);
        Assert.Equal((OrderStatus.PartiallyShipped, CheckoutStep.Fulfilling), (first.After.Status, Checkout.StepOf(first.After)));
        Assert.Empty(first.Messages);
        var both = Sample.Dispatch(first.After, 1).After;
        var last = Settle(Checkout.On(both, Sample.CaptureRefused(both, 1), Sample.Now).After, 1);
        Assert.Equal((OrderStatus.Completed, CheckoutStep.Finished), (last.After.Status, Checkout.StepOf(last.After)));
        Assert.IsType<VoidPaymentV1>(Assert.Single(last.Messages));
        Assert.True(Checkout.On(last.After, Sample.Voided, Sample.Now).IsNothing);
    }

    [Fact]
    public void Settle_WhatWasNotRefusedOrIsSettled_IsRefused()
    {
        var one = Sample.Dispatch(Sample.Confirmed, 0).After;
        Assert.Equal("ordering.nothing_to_settle", Refusal(one, one.Shipments[0].Id));
        Assert.Equal("ordering.nothing_to_settle", Refusal(one, one.Shipments[1].Id));
        Assert.Equal("ordering.shipment_not_found", Refusal(one, Sample.OrderId));
        var refused = Checkout.On(one, Sample.CaptureRefused(one, 0), Sample.Now).After;
        Assert.Equal("ordering.nothing_to_settle", Refusal(Settle(refused, 0).After, one.Shipments[0].Id));

        static string Refusal(Order order, Guid shipment) => order.Settle(shipment, Settlements.WrittenOff, "Gone.", Sample.Now).Error!.Code;
    }

    [Fact]
    public void EveryAnswer_Twice_ChangesNothingTheSecondTime()
    {
        Assert.True(Checkout.On(Sample.WithStock, Sample.Reserved, Sample.Token, Sample.Now).IsNothing);
        Assert.True(Checkout.On(Sample.Confirmed, Sample.Authorized, Sample.Now).IsNothing);
        var rejected = Checkout.On(Sample.Placed, Sample.Rejected, Sample.Now).After;
        Assert.True(Checkout.On(rejected, Sample.Rejected, Sample.Now).IsNothing);
        var declined = Checkout.On(Sample.WithStock, Sample.Declined, Sample.Now).After;
        Assert.True(Checkout.On(declined, Sample.Declined, Sample.Now).IsNothing);
        var shipped = Sample.Dispatch(Sample.Confirmed, 0).After;
        var captured = Checkout.On(shipped, Sample.Captured(shipped, 0), Sample.Now).After;
        Assert.True(Checkout.On(captured, Sample.Captured(captured, 0), Sample.Now).IsNothing);
    }

    [Fact]
    public void Remind_AsksAgain_AndInTheEndGivesUp()
    {
        Assert.IsType<ReserveStockV1>(Assert.Single(Checkout.Remind(Sample.Placed, 0, Sample.Token, Sample.Now).Messages));
        var given = Checkout.Remind(Sample.Placed, Checkout.MaxReminders, Sample.Token, Sample.Now);
        Assert.Equal(CancellationReasons.StockTimedOut, given.After.Cancellation?.Reason);
        Assert.IsType<ReleaseStockV1>(Assert.Single(given.Messages));
        var unpaid = Checkout.Remind(Sample.WithStock, Checkout.MaxReminders, Sample.Token, Sample.Now);
        Assert.Equal([typeof(VoidPaymentV1), typeof(ReleaseStockV1)], unpaid.Messages.Select(m => m.GetType()));
        Assert.Equal(2, Checkout.Remind(Sample.Cancelled, 50, Sample.Token, Sample.Now).Messages.Count);
    }

    private static CheckoutDecision Settle(Order order, int shipment) => Checkout.Settle(
        order, order.Settle(order.Shipments[shipment].Id, Settlements.PaidOtherwise, "Bank transfer.", Sample.Now).Value, Sample.Now);

    [Fact]
    public void ShipmentIds_FollowFromOrderAndWarehouse()
    {
        Assert.Equal(ShipmentIds.Of(Sample.OrderId, "berlin"), ShipmentIds.Of(Sample.OrderId, "berlin"));
        Assert.NotEqual(ShipmentIds.Of(Sample.OrderId, "berlin"), ShipmentIds.Of(Sample.OrderId, "leipzig"));
    }
}
