using Commerce.Inventory.Contracts;
using FsCheck;
using FsCheck.Fluent;

namespace Commerce.Inventory.Tests;

public sealed class ReservationTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Guid OrderId = Guid.CreateVersion7();
    private readonly StockSheet _stock = new([new("A", "EAST", 1, OnHand: 5, Reserved: 0, Version: 1)]);

    private int Reserved => _stock.Find("A", "EAST")!.Reserved;

    [Fact]
    public void For_WhenAvailable_HoldsUntilExpiry()
    {
        var held = Hold(3);

        Assert.Equal(ReservationStatus.Held, held.Status);
        Assert.Equal(Now.AddMinutes(15), held.ExpiresAt);
        Assert.Equal([new Allocation("A", "EAST", 3)], held.Allocations);
        Assert.Equal(3, Reserved);
    }

    [Fact]
    public void For_WhenShort_IsRejectedWithTheShortage()
    {
        var answer = Hold(6).ToRejected();

        Assert.Equal("out_of_stock", answer.Reason);
        Assert.Equal([new("A", 6, 5)], answer.Shortages);
        Assert.Equal(0, Reserved);
    }

    [Fact]
    public void For_WhenASkuIsUnknown_SaysSo() =>
        Assert.Equal("unknown_sku", Reservation.For(OrderId, [new("NOPE", 1)], Now.AddMinutes(1), _stock, Now).ToRejected().Reason);

    [Fact]
    public void For_WhenItComesAfterItsOwnExpiry_IsRejectedAsExpired()
    {
        var late = Reservation.For(OrderId, [new("A", 1)], Now, _stock, Now);

        Assert.Equal("expired", late.ToRejected().Reason);
        Assert.Equal(0, Reserved);
    }

    [Fact]
    public void Confirm_WhenHeld_NoLongerExpires()
    {
        var confirmed = Hold(3).Confirm(_stock);

        Assert.Equal((ReservationStatus.Confirmed, null), (confirmed.Status, confirmed.ExpiresAt));
        Assert.Equal(3, Reserved);
        Assert.Same(confirmed, confirmed.Confirm(_stock));
    }

    [Fact]
    public void Confirm_AfterExpiryWhenStockIsStillThere_HoldsAgain()
    {
        var confirmed = Hold(3).Expire(_stock).Confirm(_stock);

        Assert.Equal(ReservationStatus.Confirmed, confirmed.Status);
        Assert.Equal(3, Reserved);
    }

    [Fact]
    public void Answer_AskedAgainAfterExpiry_IsThatTheHoldIsGone_NotThatItIsRefused()
    {
        var expired = Hold(3).Expire(_stock);

        Assert.Equal(new StockReleasedV1(OrderId, "expired"), expired.ToAnswer()); // a payment that still comes takes it again
        Assert.IsType<StockReservedV1>(expired.Confirm(_stock).ToAnswer());
    }

    [Fact]
    public void Confirm_AfterExpiryWhenStockIsGone_IsRejectedForGood()
    {
        var expired = Hold(3).Expire(_stock);
        _stock.Hold([new("A", 4)]);

        var rejected = expired.Confirm(_stock);
        _stock.GiveBack(new("A", "EAST", 4));

        Assert.Equal("expired", rejected.ToRejected().Reason);
        Assert.Equal([new("A", 3, 1)], rejected.ToRejected().Shortages);
        Assert.Same(rejected, rejected.Confirm(_stock)); // stock came back, but the order was already told
        Assert.Equal(0, Reserved);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Release_WhenHoldingStock_GivesItBackOnce(bool confirmed)
    {
        var held = confirmed ? Hold(3).Confirm(_stock) : Hold(3);

        var released = held.Release("cancelled", _stock);

        Assert.Equal((ReservationStatus.Released, "cancelled"), (released.Status, released.Reason));
        Assert.Same(released, released.Release("again", _stock));
        Assert.Equal(0, Reserved);
        Assert.Equal("released", released.Confirm(_stock).ToRejected().Reason);
    }

    [Fact]
    public void Release_AfterExpiry_KeepsALateConfirmationFromHoldingAgain()
    {
        var released = Hold(3).Expire(_stock).Release("cancelled", _stock);

        Assert.Equal(ReservationStatus.Released, released.Confirm(_stock).Status);
        Assert.Equal(0, Reserved);
    }

    [Fact]
    public void Ship_InTwoShipments_TakesOffStockAndEndsShipped()
    {
        var part = Hold(3).Confirm(_stock).Ship(Guid.CreateVersion7(), "EAST", [new("A", 1)], "system", _stock);
        Assert.Equal(ReservationStatus.Confirmed, part.Status);

        var whole = part.Ship(Guid.CreateVersion7(), "EAST", [new("A", 2)], "system", _stock);

        Assert.Equal(ReservationStatus.Shipped, whole.Status);
        Assert.Equal(new StockLevel("A", "EAST", 1, OnHand: 2, Reserved: 0, Version: 3), _stock.Find("A", "EAST"));
        Assert.Equal([(-1, 4), (-2, 2)], _stock.Movements.Select(m => (m.Delta, m.OnHand)));
        Assert.All(_stock.Movements, m => Assert.Equal("sale", m.Reason));
    }

    [Fact]
    public void Release_AfterAPartWasShipped_GivesBackOnlyTheRest()
    {
        Hold(3).Confirm(_stock).Ship(Guid.CreateVersion7(), "EAST", [new("A", 1)], "system", _stock).Release("cancelled", _stock);

        Assert.Equal((4, 0), (_stock.Find("A", "EAST")!.OnHand, Reserved));
    }

    [Theory]
    [InlineData("EAST", 4)] // more than held
    [InlineData("WEST", 1)] // from elsewhere
    public void Ship_WhenTheOrderDoesNotHoldIt_IsRefused(string warehouse, int quantity)
    {
        var confirmed = Hold(3).Confirm(_stock);

        Assert.Throws<InvalidOperationException>(
            () => confirmed.Ship(Guid.CreateVersion7(), warehouse, [new("A", quantity)], "system", _stock));
        Assert.Empty(_stock.Movements);
    }

    [Fact]
    public void Ship_AfterRelease_IsRefused() => Assert.Throws<InvalidOperationException>(
        () => Hold(3).Release("cancelled", _stock).Ship(Guid.CreateVersion7(), "EAST", [new("A", 1)], "system", _stock));

    /// <summary>Whatever comes in whatever order, what the reservation says it holds is what the stock row counts as reserved.</summary>
    [Fact]
    public void AnySequenceOfCommands_ReservedIsWhatTheReservationHolds()
    {
        var commands = Gen.ListOf(Gen.Elements("confirm", "release", "expire", "ship"));
        Prop.ForAll(commands.ToArbitrary(), sequence =>
        {
            var stock = new StockSheet([new("A", "EAST", 1, 5, 0, 1), new("A", "WEST", 2, 2, 0, 1)]);
            var reservation = Reservation.For(OrderId, [new("A", 6)], Now.AddMinutes(1), stock, Now);
            foreach (var command in sequence)
                reservation = Apply(reservation, command, stock);

            var held = reservation.HoldsStock ? reservation.Allocations.Sum(a => a.Remaining) : 0;
            return held == stock.LevelsOf("A").Sum(l => l.Reserved)
                && stock.LevelsOf("A").Sum(l => l.OnHand) == 7 + stock.Movements.Sum(m => m.Delta);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    private static Reservation Apply(Reservation reservation, string command, StockSheet stock) => command switch
    {
        "confirm" => reservation.Confirm(stock),
        "release" => reservation.Release("cancelled", stock),
        "expire" when reservation.Status == ReservationStatus.Held => reservation.Expire(stock),
        "ship" when reservation.HoldsStock && reservation.Allocations.FirstOrDefault(a => a.Remaining > 0) is { } part =>
            reservation.Ship(Guid.CreateVersion7(), part.Warehouse, [new("A", 1)], "system", stock),
        _ => reservation,
    };

    private Reservation Hold(int quantity) => Reservation.For(OrderId, [new("A", quantity)], Now.AddMinutes(15), _stock, Now);
}
