using Commerce.AppHost.Hosting.Monitoring;

namespace Commerce.DeveloperDashboard;

public sealed class ResourcesPageTests(Chromium chromium)
{
    [Fact]
    public async Task List_ShowsStateHealthEndpointsRestartsUptimeAndSource()
    {
        await using var session = await DashboardSession.OpenAsync(chromium, width: 1600);

        await Expect(session.Page.Locator("tbody tr")).ToHaveCountAsync(13);
        var ordering = session.Row("ordering");
        await Expect(ordering.Locator(".badge.good")).ToHaveTextAsync("Running");
        await Expect(ordering.Locator(".health.good")).ToContainTextAsync("Healthy");
        await Expect(ordering.Locator(".uptime")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex(@"^12 min \d+ s$"));
        await Expect(ordering.Locator("td.source")).ToHaveTextAsync("features/ordering/Commerce.ordering.csproj");
        await Expect(ordering.GetByRole(AriaRole.Link, new() { Name = "127.0.0.1:7013" })).ToHaveAttributeAsync("href", "http://127.0.0.1:7013");
        await Expect(session.Row("inventory").Locator(".restarts")).ToHaveTextAsync("3");
        await Expect(session.Row("payment-sandbox").Locator(".badge.bad")).ToHaveTextAsync("Failed (3)");
        await Expect(session.Row("payments").Locator(".health.bad")).ToContainTextAsync("Unhealthy");
    }

    [Fact]
    public async Task List_WhenAResourceChanges_ShowsItWithoutReload()
    {
        await using var session = await DashboardSession.OpenAsync(chromium);
        await Expect(session.Row("gateway").Locator(".badge")).ToHaveTextAsync("Waiting");

        session.Monitor.Change("gateway", r => r with { State = ResourceStates.Running, Health = ResourceHealth.Healthy });
        session.Monitor.Add(SamplePlatform.Service("admin-ui", 7002));

        await Expect(session.Row("gateway").Locator(".badge.good")).ToHaveTextAsync("Running");
        await Expect(session.Row("gateway").Locator(".health.good")).ToHaveCountAsync(1);
        await Expect(session.Row("admin-ui")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Buttons_StopStartAndRestartTheResource()
    {
        await using var session = await DashboardSession.OpenAsync(chromium);

        await session.Page.GetByRole(AriaRole.Button, new() { Name = "Stop ordering" }).ClickAsync();
        await Expect(session.Row("ordering").Locator(".badge")).ToHaveTextAsync("Stopped");
        await Expect(session.Page.GetByRole(AriaRole.Button, new() { Name = "Restart ordering" })).ToBeDisabledAsync();
        await session.Page.GetByRole(AriaRole.Button, new() { Name = "Start ordering", Exact = true }).ClickAsync();
        await Expect(session.Row("ordering").Locator(".badge")).ToHaveTextAsync("Running");
        await session.Page.GetByRole(AriaRole.Button, new() { Name = "Restart ordering" }).ClickAsync();
        await Expect(session.Row("ordering").Locator(".restarts")).ToHaveTextAsync("1");

        Assert.Equal(["stop ordering", "start ordering", "restart ordering"], session.Monitor.Orders);
    }

    [Fact]
    public async Task Buttons_WhenRefused_SayWhyAndChangeNothing()
    {
        await using var session = await DashboardSession.OpenAsync(chromium);
        session.Monitor.Refusal = "the runner is shutting down";

        await session.Page.GetByRole(AriaRole.Button, new() { Name = "Stop catalog" }).ClickAsync();

        await Expect(session.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Could not stop catalog: the runner is shutting down");
        await Expect(session.Row("catalog").Locator(".badge")).ToHaveTextAsync("Running");
        await session.Page.GetByRole(AriaRole.Button, new() { Name = "Dismiss" }).ClickAsync();
        await Expect(session.Page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Buttons_AreNotOfferedForWhatIsNoProcess()
    {
        await using var session = await DashboardSession.OpenAsync(chromium);

        await Expect(session.Row("postgres").GetByRole(AriaRole.Button)).ToHaveCountAsync(2);
        await Expect(session.Row("orderingdb").GetByRole(AriaRole.Button)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Filter_NarrowsTheListAndStandsInTheAddress()
    {
        await using var session = await DashboardSession.OpenAsync(chromium);

        await session.Page.GetByLabel("Filter resources").PressSequentiallyAsync("payment", new() { Delay = 20 });

        await Expect(session.Page.Locator("tbody tr")).ToHaveCountAsync(2);
        await Expect(session.Page).ToHaveURLAsync($"{session.Url}/?q=payment");
        await session.GoToAsync("/?q=payment");
        await Expect(session.Page.Locator("tbody tr")).ToHaveCountAsync(2);
        await Expect(session.Page.GetByLabel("Filter resources")).ToHaveValueAsync("payment");

        await session.Page.GetByLabel("Filter resources").FillAsync("nothing is called so");
        await Expect(session.Page.GetByRole(AriaRole.Heading, new() { Name = "No resource matches" })).ToBeVisibleAsync();
        await session.Page.GetByRole(AriaRole.Link, new() { Name = "Show all resources" }).ClickAsync();
        await Expect(session.Page.Locator("tbody tr")).ToHaveCountAsync(13);
        await Expect(session.Page.GetByLabel("Filter resources")).ToHaveValueAsync("");
    }

    [Fact]
    public async Task Filter_WhenTypedOnWhileTheAddressChanges_LosesNoLetter()
    {
        await using var session = await DashboardSession.OpenAsync(chromium);
        // Types on at the very moment the browser takes over the new address, before the server hears of it.
        await session.Page.EvaluateAsync("""
            () => {
              const replace = history.replaceState;
              history.replaceState = function (...state) {
                replace.apply(this, state);
                history.replaceState = replace;
                const box = document.getElementById("resource-filter");
                box.value = "inventory";
                box.dispatchEvent(new Event("input", { bubbles: true }));
              };
            }
            """);

        await session.Page.GetByLabel("Filter resources").FillAsync("in");

        await Expect(session.Page).ToHaveURLAsync($"{session.Url}/?q=inventory");
        await Expect(session.Page.Locator("tbody tr")).ToHaveCountAsync(1);
        await Expect(session.Page.GetByLabel("Filter resources")).ToHaveValueAsync("inventory");
    }

    [Fact]
    public async Task Problems_AreListedAlone()
    {
        await using var session = await DashboardSession.OpenAsync(chromium);

        await session.Page.GetByRole(AriaRole.Link, new() { Name = "Problems 3" }).ClickAsync();

        await Expect(session.Page.Locator("tbody tr")).ToHaveCountAsync(3);
        await Expect(session.Page).ToHaveURLAsync($"{session.Url}/?show=problems");
    }

    [Fact]
    public async Task Details_OpenByKeyboard_AndGiveFocusBackWhenClosed()
    {
        await using var session = await DashboardSession.OpenAsync(chromium);
        var link = session.Row("ordering").GetByRole(AriaRole.Link, new() { Name = "ordering", Exact = true });

        await link.FocusAsync();
        await session.Page.Keyboard.PressAsync("Enter");

        var pane = session.Page.GetByRole(AriaRole.Complementary, new() { Name = "ordering" });
        await Expect(pane.GetByText("8013", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(pane.GetByText("Password=********")).ToBeVisibleAsync();
        await Expect(pane.GetByRole(AriaRole.Link, new() { Name = "http://127.0.0.1:7013" })).ToBeVisibleAsync();
        await Expect(session.Page).ToHaveURLAsync($"{session.Url}/?resource=ordering");

        await session.Page.Keyboard.PressAsync("Escape");
        await Expect(pane).ToHaveCountAsync(0);
        await Expect(link).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Details_OpenByRow_FollowTheResource()
    {
        await using var session = await DashboardSession.OpenAsync(chromium);

        await session.Row("catalog").Locator(".restarts").ClickAsync();
        var pane = session.Page.GetByRole(AriaRole.Complementary, new() { Name = "catalog" });
        await Expect(pane.Locator(".badge")).ToHaveTextAsync("Running");
        session.Monitor.Change("catalog", r => r with { State = ResourceStates.Failed, Health = null, ExitCode = 139 });

        await Expect(pane.Locator(".badge.bad")).ToHaveTextAsync("Failed (139)");
    }

    [Fact]
    public async Task Empty_BeforeAnythingIsDeclared()
    {
        await using var session = await DashboardSession.OpenAsync(chromium, monitor: new());

        await Expect(session.Page.GetByRole(AriaRole.Heading, new() { Name = "No resources yet" })).ToBeVisibleAsync();
        session.Monitor.Add(SamplePlatform.Service("gateway", 7000));
        await Expect(session.Row("gateway")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Reports_WhenTheyEnd_ThePersonIsToldAndCanConnectAgain()
    {
        await using var session = await DashboardSession.OpenAsync(chromium);

        session.Monitor.Fall(new IOException("the pipe is broken"));
        await Expect(session.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The list is not live: the pipe is broken");
        session.Monitor.Change("gateway", r => r with { State = ResourceStates.Running });
        await session.Page.GetByRole(AriaRole.Button, new() { Name = "Connect again" }).ClickAsync();

        await Expect(session.Page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
        await Expect(session.Row("gateway").Locator(".badge")).ToHaveTextAsync("Running");
    }
}
