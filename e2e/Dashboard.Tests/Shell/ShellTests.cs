using System.Net;

namespace Commerce.DeveloperDashboard;

public sealed class ShellTests(Chromium chromium)
{
    private const string Background = "getComputedStyle(document.body).backgroundColor";

    [Fact]
    public async Task Theme_FollowsTheSystemUntilChosen_AndTheChoiceStays()
    {
        await using var session = await DashboardSession.OpenAsync(chromium, theme: ColorScheme.Dark);
        var dark = await session.Page.EvaluateAsync<string>(Background);

        await session.Page.GetByRole(AriaRole.Button, new() { Name = "Light theme" }).ClickAsync();
        await Expect(session.Page.GetByRole(AriaRole.Button, new() { Name = "Light theme", Pressed = true })).ToBeVisibleAsync();
        var light = await session.Page.EvaluateAsync<string>(Background);
        await session.GoToAsync("/logs");

        Assert.NotEqual(dark, light);
        Assert.Equal(light, await session.Page.EvaluateAsync<string>(Background));
        await session.Page.GetByRole(AriaRole.Button, new() { Name = "Theme of the system" }).ClickAsync();
        await Expect(session.Page.GetByRole(AriaRole.Button, new() { Name = "Theme of the system", Pressed = true })).ToBeVisibleAsync();
        Assert.Equal(dark, await session.Page.EvaluateAsync<string>(Background));
    }

    [Fact]
    public async Task Runner_WhenItGoesAndComesBack_ThePageSaysSoAndRecovers()
    {
        await using var session = await DashboardSession.OpenAsync(chromium);
        session.ExpectsOutage = true;

        await session.StopServerAsync();
        await Expect(session.Page.GetByText("The runner does not answer. Trying again…")).ToBeVisibleAsync();
        session.Monitor.Change("catalog", r => r with { Restarts = 7 });
        await session.StartServerAsync();

        await Expect(session.Row("catalog").Locator(".restarts")).ToHaveTextAsync("7");
        await Expect(session.Page.GetByText("The runner does not answer. Trying again…")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task UnknownAddress_IsNotFound_AndLeadsBack()
    {
        await using var session = await DashboardSession.OpenAsync(chromium);
        session.ExpectsOutage = true; // the browser reports the 404 itself

        var answer = await session.Page.GotoAsync(session.Url + "/nowhere");

        Assert.Equal(404, answer!.Status);
        await session.Page.GetByRole(AriaRole.Link, new() { Name = "Show all resources" }).ClickAsync();
        await Expect(session.Row("ordering")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Pages_ForbidInlineCodeFramingAndForeignSources()
    {
        await using var server = await Dashboard.StartAsync(SamplePlatform.Running(), "http://127.0.0.1:22801", TestContext.Current.CancellationToken);
        using var http = new HttpClient();

        var answer = await http.GetAsync(new Uri("http://127.0.0.1:22801/"), TestContext.Current.CancellationToken);

        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'; script-src 'self'; style-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("DENY", Assert.Single(answer.Headers.GetValues("X-Frame-Options")));
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Fact]
    public async Task ForeignHostName_IsRefused()
    {
        await using var server = await Dashboard.StartAsync(SamplePlatform.Running(), "http://127.0.0.1:22802", TestContext.Current.CancellationToken);
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://127.0.0.1:22802/") { Headers = { Host = "rebound.example" } };

        var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Assets_AreKeptForEverUnderTheirVersion_AndCheckedWithoutIt()
    {
        await using var server = await Dashboard.StartAsync(SamplePlatform.Running(), "http://127.0.0.1:22803", TestContext.Current.CancellationToken);
        using var http = new HttpClient { BaseAddress = new("http://127.0.0.1:22803") };
        var ct = TestContext.Current.CancellationToken;

        var versioned = await http.GetAsync(new Uri(DashboardAssets.Url("ui.css"), UriKind.Relative), ct);
        var plain = await http.GetAsync(new Uri("assets/ui.css", UriKind.Relative), ct);

        Assert.Contains("immutable", versioned.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.Equal("no-cache", plain.Headers.CacheControl!.ToString());
        using var again = new HttpRequestMessage(HttpMethod.Get, "assets/ui.css") { Headers = { IfNoneMatch = { plain.Headers.ETag! } } };
        Assert.Equal(HttpStatusCode.NotModified, (await http.SendAsync(again, ct)).StatusCode);
    }
}
