using Commerce.Inventory.Contracts;
using Commerce.Ordering;
using Commerce.Payments.Contracts;

namespace Commerce.Simulation;

/// <summary>Each guard taken away by itself must be missed within so many seeds, or the simulation does not look where it should.</summary>
public sealed class PlantedBugTests
{
    /// <param name="from">Where the search begins: bugs that need rare weather are looked for where it is known to come.</param>
    [Theory]
    [InlineData(nameof(AnInboxThatForgets), 1, 20)]
    [InlineData(nameof(AnOutboxThatPublishesBeforeCommit), 1, 20)]
    [InlineData(nameof(ARelayThatForgetsGaps), 1, 200)]
    [InlineData(nameof(AnInventoryThatDoesNotLock), 1, 200)]
    [InlineData(nameof(PaymentsThatDoNotLock), 1, 100)]
    [InlineData(nameof(EventsWithoutExpectedVersions), 1, 1000)]
    [InlineData(nameof(CartsWithoutVersions), 1, 100)]
    [InlineData(nameof(AProviderKeyPerTry), 1, 100)]
    [InlineData(nameof(AProcessThatIgnoresALateAuthorization), 1, 100)]
    [InlineData(nameof(AVoidThatIsNotSent), 1, 100)]
    [InlineData(nameof(AReleaseThatIsNotSent), 1, 100)]
    [InlineData(nameof(ALateRejectionThatIsIgnored), 900, 200)]
    [InlineData(nameof(ParcelsSentFromEmptyShelves), 1200, 200)]
    public void PlantedBug_IsFoundWithinSoManySeeds(string bug, int from, int seeds)
    {
        var guards = Planted[bug];
        var found = Enumerable.Range(from, seeds).Select(seed => SeedRun.Of(WorldSettings.Of(seed), guards)).FirstOrDefault(result => !result.IsGood);
        Assert.True(found is not null, $"{bug} was not found in {seeds} seeds from {from}.");
        TestContext.Current.TestOutputHelper!.WriteLine($"{bug}: seed {found.Settings.Seed}: {found.Violations[0]}");
    }

    private static Guards AnInboxThatForgets => new() { InboxRemembers = false };

    private static Guards AnOutboxThatPublishesBeforeCommit => new() { OutboxWaitsForCommit = false };

    private static Guards ARelayThatForgetsGaps => new() { RelayComesBackForGaps = false };

    private static Guards AnInventoryThatDoesNotLock => new() { StockIsLocked = false };

    private static Guards PaymentsThatDoNotLock => new() { PaymentsAreLocked = false };

    private static Guards EventsWithoutExpectedVersions => new() { StreamsHaveVersions = false };

    private static Guards CartsWithoutVersions => new() { CartsHaveVersions = false };

    private static Guards AProviderKeyPerTry => new() { ProviderKeysAreStable = false };

    private static Guards ParcelsSentFromEmptyShelves => new() { PackersSeeTheShelf = false };

    private static Guards AVoidThatIsNotSent => new() { Process = (_, decision) => Unsent<VoidPaymentV1>(decision) };

    private static Guards AReleaseThatIsNotSent => new() { Process = (_, decision) => Unsent<ReleaseStockV1>(decision) };

    private static Guards ALateRejectionThatIsIgnored => new()
    {
        Process = (cause, decision) => cause is StockRejectedV1 && decision.Before.Status == OrderStatus.Confirmed ? CheckoutDecision.Nothing(decision.Before) : decision,
    };

    // It voids only what it knows to be authorised, and takes no notice of an authorisation that comes after it gave up.
    private static Guards AProcessThatIgnoresALateAuthorization => new()
    {
        Process = (cause, decision) => decision.Before.Payment == PaymentState.Authorized ? decision
            : cause is PaymentAuthorizedV1 && decision.Events.Count == 0 ? CheckoutDecision.Nothing(decision.Before)
            : Unsent<VoidPaymentV1>(decision),
    };

    private static Dictionary<string, Guards> Planted => new()
    {
        [nameof(AnInboxThatForgets)] = AnInboxThatForgets,
        [nameof(AnOutboxThatPublishesBeforeCommit)] = AnOutboxThatPublishesBeforeCommit,
        [nameof(ARelayThatForgetsGaps)] = ARelayThatForgetsGaps,
        [nameof(AnInventoryThatDoesNotLock)] = AnInventoryThatDoesNotLock,
        [nameof(PaymentsThatDoNotLock)] = PaymentsThatDoNotLock,
        [nameof(EventsWithoutExpectedVersions)] = EventsWithoutExpectedVersions,
        [nameof(CartsWithoutVersions)] = CartsWithoutVersions,
        [nameof(AProviderKeyPerTry)] = AProviderKeyPerTry,
        [nameof(AProcessThatIgnoresALateAuthorization)] = AProcessThatIgnoresALateAuthorization,
        [nameof(AVoidThatIsNotSent)] = AVoidThatIsNotSent,
        [nameof(AReleaseThatIsNotSent)] = AReleaseThatIsNotSent,
        [nameof(ALateRejectionThatIsIgnored)] = ALateRejectionThatIsIgnored,
        [nameof(ParcelsSentFromEmptyShelves)] = ParcelsSentFromEmptyShelves,
    };

    private static CheckoutDecision Unsent<TMessage>(CheckoutDecision decision) =>
        decision with { Messages = [.. decision.Messages.Where(m => m is not TMessage)] };
}
