using Commerce.Inventory.Contracts;
using Commerce.Ordering;
using Commerce.Payments.Contracts;
using Commerce.Sample;

namespace Commerce.Seeding;

/// <summary>Makes up what happened to each order. Every step is decided by Ordering's own checkout process.</summary>
internal sealed partial class StoryTeller(ScaledShop shop)
{
    private const string BankQuestion = "/sandbox/3ds/seeded";
    private static readonly TimeSpan s_reserving = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan s_paying = TimeSpan.FromMilliseconds(90);
    private static readonly TimeSpan s_capturing = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_givingBack = TimeSpan.FromMilliseconds(60);

    /// <summary>All of them, in the order in which they were placed.</summary>
    public IEnumerable<OrderStory> All() => Enumerable.Range(0, shop.Scale.Orders).Select(Tell);

    public OrderStory Tell(int number)
    {
        var dice = shop.DiceOf("order", number);
        var placedAt = shop.Calendar.PlacedAt(number, dice.Share());
        var customer = shop.Customers.Buyer(placedAt, dice);
        var isRemarkable = IsRemarkable(number);
        var fate = isRemarkable ? Fate.Delivered : Fates.Of(dice, shop.Calendar.Until - placedAt);
        var currency = dice.Share() < Dollars ? "USD" : "EUR";
        var wishes = Wishes(number, dice);
        var placed = Placed(dice.Id(placedAt), customer, dice.Id(placedAt), wishes, currency, placedAt);
        var story = new OrderStory(number, placed.OrderId, customer, fate.CardFor(dice), dice.Id(placedAt + s_reserving))
        {
            Picks = fate == Fate.OutOfStock ? [] : Picks(wishes, dice),
        };
        story.Then(Checkout.Begin(placed), placedAt);
        Go(story, fate, placedAt + s_reserving, dice);
        return story;
    }

    private void Go(OrderStory story, Fate fate, DateTimeOffset at, Dice dice)
    {
        if (fate == Fate.OutOfStock)
        {
            var missing = story.Order.Lines[0];
            StockRejectedV1 rejected = new(story.Id, "out_of_stock", [new(missing.Sku, missing.Quantity, 0)]);
            story.Then(Checkout.On(story.Order, rejected, at), at);
            return;
        }

        AllocationV1[] allocations = [.. story.Picks.Select(p => new AllocationV1(p.Sku, p.WarehouseCode, p.Quantity))];
        StockReservedV1 reserved = new(story.Id, allocations, story.Order.PlacedAt + Checkout.ReservationTime);
        story.Then(Checkout.On(story.Order, reserved, story.Card.Token, at), at);
        switch (fate)
        {
            case Fate.Declined:
                GiveUp(story, story.Card.DeclineCode!, story.Card.Refusal, at + s_paying);
                break;
            case Fate.Unanswered:
                PaymentActionRequiredV1 question = new(story.Id, story.PaymentId, BankQuestion, at + Checkout.PaymentTime);
                story.Then(Checkout.On(story.Order, question, at + s_paying), at + s_paying);
                GiveUp(story, "timed_out", "The payment had no outcome by its deadline.", at + Checkout.PaymentTime);
                break;
            default:
                Confirm(story, fate, at + s_paying, dice);
                break;
        }
    }

    private static void GiveUp(OrderStory story, string code, string detail, DateTimeOffset at)
    {
        story.Then(Checkout.On(story.Order, new PaymentDeclinedV1(story.Id, story.PaymentId, code, detail, at), at), at);
        Release(story, CancellationReasons.PaymentDeclined, at + s_givingBack);
    }

    private static void Release(OrderStory story, string reason, DateTimeOffset at) =>
        story.Then(Checkout.On(story.Order, new StockReleasedV1(story.Id, reason), at), at);

    private void Confirm(OrderStory story, Fate fate, DateTimeOffset at, Dice dice)
    {
        var total = story.Order.Total;
        PaymentAuthorizedV1 authorized = new(story.Id, story.PaymentId, total.MinorUnits, total.Currency.Code, at);
        story.Then(Checkout.On(story.Order, authorized, at), at);
        if (fate == Fate.CalledOff)
            CallOff(story, at.AddMinutes(1 + dice.Below(40)), dice);
        else
            Deliver(story, fate, at, dice);
    }

    private static void CallOff(OrderStory story, DateTimeOffset at, Dice dice)
    {
        var detail = dice.Share() < Silent ? OrderNotes.Unopened : dice.Pick(s_wordsOfCustomers);
        story.Then(Checkout.Cancel(story.Order, story.Order.Cancel(CancellationReasons.Requested, detail, at).Value), at);
        story.Then(Checkout.On(story.Order, new PaymentVoidedV1(story.Id, story.PaymentId, at + s_givingBack), at + s_givingBack), at + s_givingBack);
        Release(story, CancellationReasons.Requested, at + s_givingBack + s_givingBack);
    }

    private void Deliver(OrderStory story, Fate fate, DateTimeOffset at, Dice dice)
    {
        foreach (var parcel in story.Order.Shipments.Select(s => s.Id).ToArray())
        {
            at = at.AddHours(4).AddMinutes(dice.Below(PackingMinutes));
            if (at + s_capturing > shop.Calendar.Until)
                return;
            var tracking = $"00340434{story.Number:D10}{dice.Below(100):D2}";
            story.Then(Checkout.Dispatch(story.Order, story.Order.Dispatch(parcel, tracking, at).Value), at);
            if (!TryCapture(story, parcel, fate, at + s_capturing))
                return;
        }

        GiveBack(story, at, dice);
    }

    private static bool TryCapture(OrderStory story, Guid parcel, Fate fate, DateTimeOffset at)
    {
        if (fate == Fate.Unpaid)
        {
            PaymentCaptureFailedV1 refused = new(
                story.Id, story.PaymentId, parcel, "charge_not_authorized", "The charge is expired, so nothing can be captured from it.", at);
            story.Then(Checkout.On(story.Order, refused, at), at);
            return false;
        }

        var shipment = story.Order.Shipments.First(s => s.Id == parcel);
        PaymentCapturedV1 captured = new(story.Id, story.PaymentId, parcel, story.Order.AmountOf(shipment), story.Order.Total.Currency.Code, at);
        story.Then(Checkout.On(story.Order, captured, at), at);
        return true;
    }

    private void GiveBack(OrderStory story, DateTimeOffset at, Dice dice)
    {
        if (dice.Share() >= Refunded)
            return;
        at = at.AddDays(3).AddMinutes(dice.Below(RefundMinutes));
        var amount = dice.Share() < 0.5 ? story.Order.CapturedMinorUnits : story.Order.Lines[0].UnitPrice;
        if (at + s_capturing <= shop.Calendar.Until)
            story.Refund = new GivenBack(dice.Id(at), amount, dice.Pick(s_wordsOfStaff), at);
    }
}
