using System.Diagnostics;

namespace Commerce.DeveloperDashboard;

public sealed class ConsoleLogsPageTests(Chromium chromium)
{
    private const int Many = 20_000;

    [Fact]
    public async Task Lines_AreReadable_WhetherStructuredOrPlain()
    {
        await using var session = await DashboardSession.OpenAsync(chromium, "/logs/ordering");

        var warning = session.Page.Locator(".row.warning", new() { HasText = "Payments answered" });
        await Expect(warning.Locator(".message")).ToHaveTextAsync("Payments answered after 2 140 ms; the breaker counts 1 of 5");
        await Expect(warning.Locator(".level")).ToHaveTextAsync("Warning");
        await Expect(warning.Locator("time")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex(@"^\d\d:26:53\.589$"));
        await Expect(session.Page.Locator(".row.error .message", new() { HasText = "could not be confirmed" })).ToHaveCountAsync(1);
        await Expect(session.Page.Locator(".row.stderr .message")).ToHaveTextAsync("Unhandled exception. System.IO.IOException: No space left on device");
        await Expect(session.Page.Locator(".row .message", new() { HasText = "Kestrel[22]" })).ToHaveTextAsync("warn: Microsoft.AspNetCore.Server.Kestrel[22]");
    }

    [Fact]
    public async Task Console_LeftBeforeItsScriptCame_LeavesNoError()
    {
        await using var session = await DashboardSession.OpenAsync(chromium, "/");
        var script = new TaskCompletionSource();
        await session.Page.RouteAsync("**/log-view*", async route =>
        {
            await script.Task;
            await route.ContinueAsync();
        });
        await session.GoToAsync("/logs/ordering");
        await Expect(session.Page.Locator(".row").First).ToBeVisibleAsync();
        await session.Page.GetByLabel("Resource", new() { Exact = true }).SelectOptionAsync("payments");
        await Expect(session.Page.GetByText("Nothing written yet")).ToBeVisibleAsync();

        script.SetResult();
        await session.Page.GetByLabel("Resource", new() { Exact = true }).SelectOptionAsync("ordering");
        session.Monitor.Write("ordering", "the newest");
        await Expect(session.Page.Locator(".row .message", new() { HasText = "the newest" })).ToBeInViewportAsync();
    }

    [Fact]
    public async Task Lines_FollowLive()
    {
        await using var session = await DashboardSession.OpenAsync(chromium, "/logs/ordering");
        await Expect(session.Page.GetByText("406 lines")).ToBeVisibleAsync();

        for (var i = 0; i < 500; i++)
            session.Monitor.Write("ordering", $"tick {i}");

        await Expect(session.Page.Locator(".row .message", new() { HasText = "tick 499" })).ToBeInViewportAsync();
        await Expect(session.Page.GetByText("906 lines")).ToBeVisibleAsync();
        await Expect(session.Page.GetByRole(AriaRole.Button, new() { Name = "Jump to the newest" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Lines_WhenScrolledUp_StayWhereTheyAreUntilAskedForTheNewest()
    {
        await using var session = await DashboardSession.OpenAsync(chromium, "/logs/ordering");
        await Expect(session.Page.GetByText("Order 01991a2c placed")).ToBeInViewportAsync();
        await session.Page.Locator(".viewport").EvaluateAsync("v => v.scrollTop = 0");
        var first = session.Page.Locator("[data-number='1']");
        await Expect(first).ToBeInViewportAsync();

        session.Monitor.Write("ordering", "written meanwhile");
        await Expect(session.Page.GetByText("407 lines")).ToBeVisibleAsync();
        await Expect(first).ToBeInViewportAsync();

        await session.Page.GetByRole(AriaRole.Button, new() { Name = "Jump to the newest" }).ClickAsync();
        await Expect(session.Page.GetByText("written meanwhile")).ToBeInViewportAsync();
    }

    [Fact]
    public async Task Line_WhenOpened_StaysInPlaceWhileOthersArrive()
    {
        await using var session = await DashboardSession.OpenAsync(chromium, "/logs/ordering");
        var line = session.Page.Locator(".row", new() { HasText = "could not be confirmed" }).Locator(".line");
        await Expect(line).ToBeInViewportAsync();
        var before = (await line.BoundingBoxAsync())!.Y;

        await line.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(session.Page.Locator(".details")).ToBeVisibleAsync();
        for (var i = 0; i < 100; i++)
            session.Monitor.Write("ordering", $"tick {i}");
        await Expect(session.Page.GetByText("506 lines")).ToBeVisibleAsync();

        Assert.Equal(before, (await line.BoundingBoxAsync())!.Y, tolerance: 1);
    }

    [Fact]
    public async Task Pause_HoldsNewLinesBack()
    {
        await using var session = await DashboardSession.OpenAsync(chromium, "/logs/ordering");
        await Expect(session.Page.GetByText("406 lines")).ToBeVisibleAsync();

        await session.Page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await Expect(session.Page.GetByRole(AriaRole.Button, new() { Name = "Resume" })).ToBeVisibleAsync();
        session.Monitor.Write("ordering", "first while paused");
        session.Monitor.Write("ordering", "second while paused");

        await Expect(session.Page.GetByText("2 new")).ToBeVisibleAsync();
        await Expect(session.Page.GetByText("406 lines")).ToBeVisibleAsync();
        await session.Page.GetByRole(AriaRole.Button, new() { Name = "Resume" }).ClickAsync();
        await Expect(session.Page.GetByText("second while paused")).ToBeInViewportAsync();
    }

    [Fact]
    public async Task TwentyThousandLines_AreShownScrolledAndFilteredAtOnce()
    {
        var monitor = SamplePlatform.Running();
        for (var i = 1; i <= Many; i++)
            monitor.Write("catalog", SamplePlatform.Json("Information", i % 5_000 == 0 ? $"needle {i}" : $"Product {i} published"));
        var watch = Stopwatch.StartNew();
        await using var session = await DashboardSession.OpenAsync(chromium, "/logs/catalog", monitor);

        await Expect(session.Page.Locator($"[data-number='{Many}']")).ToBeInViewportAsync();
        Assert.InRange(await session.Page.Locator(".row").CountAsync(), 20, 200);
        foreach (var part in new[] { 0, 0.25, 0.5, 0.75 })
        {
            await session.Page.Locator(".viewport").EvaluateAsync("(v, part) => v.scrollTop = part * v.scrollHeight", part);
            await Expect(session.Page.Locator($"[data-number='{(int)(part * Many) + 5}']")).ToBeInViewportAsync();
        }

        await session.Page.GetByLabel("Filter lines").FillAsync("needle");
        await Expect(session.Page.GetByText("4 of 20,000 lines")).ToBeVisibleAsync();
        await Expect(session.Page.Locator(".row")).ToHaveCountAsync(4);
        await Expect(session.Page.Locator(".row mark").First).ToHaveTextAsync("needle");
        // Generous for a loaded machine; a page that held all rows would need many times as long.
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Filter_FindsWhatOnlyTheDetailsSay_AndTheDetailsShowIt()
    {
        await using var session = await DashboardSession.OpenAsync(chromium, "/logs/ordering?q=TimeoutException");

        await Expect(session.Page.Locator(".row")).ToHaveCountAsync(1);
        await session.Page.Locator(".row .message").ClickAsync();

        var details = session.Page.Locator(".row .details");
        await Expect(details.Locator("dd mark")).ToHaveTextAsync("TimeoutException");
        await Expect(details.Locator("dt", new() { HasText = "metadata.orderId" })).ToBeVisibleAsync();
        await Expect(details.Locator("dd", new() { HasText = "4bf92f3577b34da6a3ce929d0e0e4736" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Level_ShowsWarningsAndErrorsAlone_AndStandsInTheAddress()
    {
        await using var session = await DashboardSession.OpenAsync(chromium, "/logs/ordering");

        await session.Page.GetByLabel("Level").SelectOptionAsync("Warnings and above");

        await Expect(session.Page.GetByText("4 of 406 lines")).ToBeVisibleAsync();
        await Expect(session.Page).ToHaveURLAsync($"{session.Url}/logs/ordering?level=warning");
    }

    [Fact]
    public async Task Picker_ChangesTheResource()
    {
        await using var session = await DashboardSession.OpenAsync(chromium, "/logs");
        await Expect(session.Page.GetByRole(AriaRole.Heading, new() { Name = "Choose a resource" })).ToBeVisibleAsync();

        await session.Page.GetByLabel("Resource", new() { Exact = true }).SelectOptionAsync("postgres");
        await Expect(session.Page.Locator(".row.error")).ToContainTextAsync("duplicate key value");
        await Expect(session.Page).ToHaveURLAsync($"{session.Url}/logs/postgres");

        await session.Page.GetByLabel("Resource", new() { Exact = true }).SelectOptionAsync("redis");
        await Expect(session.Page.GetByRole(AriaRole.Heading, new() { Name = "Nothing written yet" })).ToBeVisibleAsync();
        session.Monitor.Write("redis", "12:M 14 Mar 2026 09:26:53.001 * Ready to accept connections");
        await Expect(session.Page.Locator(".row .message")).ToContainTextAsync("Ready to accept connections");
    }

    [Fact]
    public async Task UnknownResource_IsSaidSo_AndFollowedOnceItExists()
    {
        await using var session = await DashboardSession.OpenAsync(chromium, "/logs/later");
        await Expect(session.Page.GetByRole(AriaRole.Heading, new() { Name = "There is no resource named later" })).ToBeVisibleAsync();

        session.Monitor.Write("later", "here I am");
        session.Monitor.Add(SamplePlatform.Service("later", 7099));

        await Expect(session.Page.GetByText("here I am")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Console_WhenItBreaks_ThePersonIsToldAndCanConnectAgain()
    {
        await using var session = await DashboardSession.OpenAsync(chromium, "/logs/ordering");
        await Expect(session.Page.GetByText("406 lines")).ToBeVisibleAsync();

        session.Monitor.Fall(new IOException("the log file is gone"));
        await Expect(session.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("the log file is gone");
        session.Monitor.Write("ordering", "after the break");
        await session.Page.GetByRole(AriaRole.Button, new() { Name = "Connect again" }).ClickAsync();

        await Expect(session.Page.GetByText("after the break")).ToBeVisibleAsync();
        await Expect(session.Page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Download_HoldsEveryLineWithoutTerminalCodes()
    {
        await using var session = await DashboardSession.OpenAsync(chromium, "/logs/ordering");

        var download = await session.Page.RunAndWaitForDownloadAsync(() => session.Page.GetByRole(AriaRole.Link, new() { Name = "Download" }).ClickAsync());

        Assert.Matches(@"^ordering-\d{8}-\d{6}\.log$", download.SuggestedFilename);
        var lines = await File.ReadAllLinesAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
        Assert.Equal(406, lines.Length);
        Assert.Contains("warn: Microsoft.AspNetCore.Server.Kestrel[22]", lines);
    }
}
