using Commerce.AppHost.Hosting.Monitoring;
using Commerce.Cli;

namespace Commerce.SystemTests;

/// <summary>A few faults of ./commerce chaos; all of them take minutes and are run on demand.</summary>
[Collection(OnePlatform.Name)]
public sealed class ChaosTests(RunningPlatform platform)
{
    // One of each kind: any moment, between two steps of a message, between the money and the books, and the database itself.
    private const string Selection = "kill/inventory,point/ordering/relay.after-publish,point/payments/provider.after-call,postgres/immediate-stop";

    // Money asked for and the answer cut off; an order written down and the answer lost in silence.
    private const string NetworkSelection = "network/payments-payment-sandbox/cut,network/ordering-orderingdb/half-open";

    private bool HasProxy => platform.Shop.State.Resources.Any(resource => resource.Kind == ResourceKinds.Network);

    [Fact]
    public async Task FaultsUnderLoad_LoseNothing_AndNoClientWasToldAnythingWrong()
    {
        // How soon is a figure for an idle machine, not for a test; that it happens at all is waited for.
        var (exitCode, output) = await platform.CommerceAsync("chaos", "--only", Selection, "--goal", "120");
        Assert.True(exitCode == ExitCodes.Ok, output);
    }

    [Fact]
    public async Task AFailingNetwork_UnderLoad_LosesNothing_AndNoClientWasToldAnythingWrong()
    {
        Assert.SkipUnless(HasProxy, "No Toxiproxy to spoil connections with: toxiproxy-server on the path, or its folder in TOXIPROXY_HOME.");
        var (exitCode, output) = await platform.CommerceAsync("chaos", "--only", NetworkSelection, "--goal", "120");
        Assert.True(exitCode == ExitCodes.Ok, output);
        Assert.DoesNotContain("skipped", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutAProxy_NetworkFaultsAreRefused_WithWhatIsMissing()
    {
        Assert.SkipWhen(HasProxy, "A proxy is there.");
        var (exitCode, output) = await platform.CommerceAsync("chaos", "--only", NetworkSelection);
        Assert.Equal(ExitCodes.MissingTool, exitCode);
        Assert.Contains("TOXIPROXY_HOME", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFaultThatDoesNotExist_IsRefusedWithTheNamesThatDo()
    {
        var (exitCode, output) = await platform.CommerceAsync("chaos", "--only", "kill/nobody");
        Assert.Equal(ExitCodes.Usage, exitCode);
        Assert.Contains("redis/flush", output, StringComparison.Ordinal);
    }
}

/// <summary>Whatever the shop says differently from what it told its clients is found.</summary>
public sealed class HistoryCheckTests
{
    private static readonly ClientOrder s_confirmed = new(Guid.CreateVersion7(), "A", 1) { WasConfirmed = true, Status = "confirmed" };

    [Theory]
    [InlineData("confirmed")]
    [InlineData("shipped")]
    [InlineData("completed")]
    public void AConfirmedOrder_ThatLives_IsAsItsClientKnowsIt(string status) => Assert.Empty(Find(s_confirmed, status));

    [Theory]
    [InlineData(null)]
    [InlineData("placed")]
    [InlineData("cancelled")]
    public void AConfirmedOrder_ThatIsLost_IsFound(string? status) => Assert.Single(Find(s_confirmed, status));

    [Fact]
    public void ARefusedOrder_MayBeCancelledOrAbsent_ButNotLive()
    {
        var refused = new ClientOrder(Guid.CreateVersion7(), "A", 1) { IsUnpayable = true, Refusal = "ordering.payment_declined" };
        Assert.Empty(Find(refused, "cancelled"));
        Assert.Empty(Find(refused, null));
        Assert.Single(Find(refused, "confirmed"));
    }

    [Fact]
    public void ARefusal_WithoutAReason_IsFound()
    {
        Assert.Single(Find(new ClientOrder(Guid.CreateVersion7(), "A", 1) { Refusal = "ordering.out_of_stock" }, "cancelled"));
        Assert.Single(Find(new ClientOrder(Guid.CreateVersion7(), "A", 1) { Status = "cancelled" }, "cancelled"));
        Assert.Empty(Find(new ClientOrder(Guid.CreateVersion7(), "A", 1) { IsScarce = true, Refusal = "ordering.out_of_stock" }, "cancelled"));
    }

    [Fact]
    public void AGrantedCancellation_IsKept()
    {
        var cancelled = s_confirmed with { CancellationAsked = true, CancellationGranted = true };
        Assert.Empty(Find(cancelled, "cancelled"));
        Assert.Single(Find(cancelled, "confirmed"));
    }

    [Fact]
    public void ADispatchedOrder_IsPaidInTheEnd()
    {
        var dispatched = s_confirmed with { IsDispatched = true };
        Assert.Empty(Find(dispatched, "completed"));
        Assert.Single(Find(dispatched, "shipped"));
    }

    [Fact]
    public void AnOrderWithoutAnEnd_IsFound()
    {
        Assert.Single(Find(new ClientOrder(Guid.CreateVersion7(), "A", 1) { Status = "placed" }, "placed"));
        Assert.Single(Find(new ClientOrder(Guid.CreateVersion7(), "A", 1), "confirmed"));
    }

    [Fact]
    public void AnOrderThatNobodyPlaced_IsFound() =>
        Assert.Single(HistoryCheck.Orders([], new Dictionary<Guid, string> { [Guid.CreateVersion7()] = "confirmed" }));

    [Theory]
    [InlineData(5, 2, 0)] // 3 sold, 2 left
    [InlineData(5, 3, 1)] // one sold too few
    [InlineData(5, 1, 1)] // one gone that nobody bought
    [InlineData(2, 0, 2)] // 3 sold of 2
    public void TheScarceProduct_IsSoldAsOftenAsConfirmed(int stock, int available, int violations)
    {
        var orders = Enumerable.Range(0, 3).Select(_ => s_confirmed with { Id = Guid.CreateVersion7(), IsScarce = true }).ToArray();
        var found = orders.ToDictionary(o => o.Id, _ => "confirmed");
        Assert.Equal(violations, HistoryCheck.Scarcity(orders, found, stock, available).Count());
    }

    private static IEnumerable<string> Find(ClientOrder order, string? status) =>
        HistoryCheck.Orders([order], status is null ? [] : new Dictionary<Guid, string> { [order.Id] = status });
}
