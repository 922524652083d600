using System.Net;
using Commerce.Identity;

namespace Commerce.AdminUi;

/// <summary>Who gets in, what the browser learns on the way, and how somebody leaves.</summary>
public sealed class AccessTests(PortalHost host, Chromium chromium)
{
    [Fact]
    public async Task SignIn_LeavesNoTokenInTheBrowser_AndSigningOutEndsEveryTab()
    {
        var owner = await host.SignedInAsync("owner");
        await using var context = await chromium.NewContextAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync(host.Url + "/orders?status=completed");
        await host.SignInAsync(page, owner);

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Orders", Exact = true })).ToBeVisibleAsync();
        Assert.EndsWith("/orders?status=completed", page.Url, StringComparison.Ordinal);
        var cookies = (await context.CookiesAsync([host.Url])).Where(c => c.Name.StartsWith("__Host-portal", StringComparison.Ordinal)).ToList();
        Assert.Contains(cookies, c => c.Name == "__Host-portal" && c.SameSite == SameSiteAttribute.Lax);
        Assert.All(cookies, c => Assert.True(c is { Secure: true, HttpOnly: true, Path: "/" }));
        // An access token is a JWT: head and body begin so. Either alone stands in sealed state by chance.
        const string token = @"eyJ[\w-]+\.eyJ";
        Assert.All(cookies, c => Assert.DoesNotMatch(token, c.Value));
        Assert.DoesNotMatch(token, await page.ContentAsync());
        Assert.Equal(0, await page.EvaluateAsync<int>("Object.keys(localStorage).length + Object.keys(sessionStorage).length"));

        var other = await context.NewPageAsync();
        await other.GotoAsync(host.Url + "/orders");
        await Expect(other.Locator("[data-ready]")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "You are signed out" })).ToBeVisibleAsync();
        await Expect(other.GetByRole(AriaRole.Heading, new() { Name = "You are signed out" })).ToBeVisibleAsync();
        await other.GetByRole(AriaRole.Link, new() { Name = "Sign in again" }).ClickAsync();
        await Expect(other.GetByLabel("E-mail address")).ToBeVisibleAsync(); // at the issuer, which has forgotten them too
    }

    [Fact]
    public async Task Session_ThatIdentityHasEnded_IsOverInThePortal()
    {
        var owner = await host.SignedInAsync("owner");
        await using var context = await chromium.NewContextAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync(host.Url + "/orders");
        await host.SignInAsync(page, owner);
        await Expect(page.Locator("[data-ready]")).ToBeVisibleAsync();

        using var client = host.CreateClient(owner.AccessToken);
        Assert.Equal(HttpStatusCode.OK, (await client.DeleteAsync(new Uri("/api/v1/users/me/sessions", UriKind.Relative))).StatusCode);
        await page.ReloadAsync();

        await Expect(page.GetByLabel("E-mail address")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Page_WithoutItsPermission_IsNeitherShownNorOpened()
    {
        await using var session = await PortalSession.OpenAsync(host, chromium, "/orders", "catalog-manager");

        await Expect(session.Page.GetByText("This page is not open to you")).ToBeVisibleAsync();
        await Expect(session.Page.GetByRole(AriaRole.Navigation, new() { Name = "Areas" }).GetByRole(AriaRole.Link)).ToHaveTextAsync(["Home", "Products", "Categories"]);
        await Expect(session.Page.Locator("tr[data-row]")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Staff_WithoutASecondFactor_AreLedToOne()
    {
        var person = await host.SignedInAsync();
        await host.Database.ExecuteAsync("INSERT INTO user_roles (user_id, role_id) SELECT $1, id FROM roles WHERE name = 'support'", person.Id);
        await using var context = await chromium.NewContextAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync(host.Url + "/orders");
        await page.GetByLabel("E-mail address").FillAsync(person.Email);
        await page.GetByLabel("Password").FillAsync(IdentityHost.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();

        await Expect(page.GetByText("A second factor is missing")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Set up an authenticator app" }).ClickAsync();
        await Expect(page.GetByAltText("QR code for the authenticator app")).ToBeVisibleAsync();
        var secret = FromBase32(await page.Locator("p code").First.InnerTextAsync());
        await page.GetByLabel("The code that it shows").FillAsync(Kernel.TimeBasedCode.Of(secret, Kernel.TimeBasedCode.StepAt(host.Time.GetUtcNow())));
        await page.GetByRole(AriaRole.Button, new() { Name = "Confirm" }).ClickAsync();
        await Expect(page.GetByText("Your second factor is set up")).ToBeVisibleAsync();
        await Expect(page.Locator(".codes li")).ToHaveCountAsync(10);
    }

    [Fact]
    public async Task Pages_ForbidInlineCodeFramingAndForeignSources()
    {
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });

        var answer = await http.GetAsync(new Uri(host.Url + "/signed-out"));

        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'; script-src 'self'; style-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("'unsafe-inline'", policy.Replace("style-src-attr 'unsafe-inline'", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-eval", policy, StringComparison.Ordinal);
        Assert.Equal("DENY", Assert.Single(answer.Headers.GetValues("X-Frame-Options")));
        Assert.False(answer.Headers.Contains("Server"));
        var somewhere = await http.GetAsync(new Uri(host.Url + "/orders"));
        Assert.Equal(HttpStatusCode.Redirect, somewhere.StatusCode);
        Assert.StartsWith("/sign-in?to=", somewhere.Headers.Location!.OriginalString.Replace(host.Url, "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private static byte[] FromBase32(string text)
    {
        var bits = string.Concat(text.Select(c => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. bits.Chunk(8).Where(b => b.Length == 8).Select(b => Convert.ToByte(new string(b), 2))];
    }
}
