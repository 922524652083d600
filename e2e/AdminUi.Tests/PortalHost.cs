using System.Net;
using System.Net.Sockets;
using Commerce.Defaults;
using Commerce.Identity;

[assembly: AssemblyFixture(typeof(Commerce.Browser.Chromium))]
[assembly: AssemblyFixture(typeof(Commerce.AdminUi.PortalHost))]
// One shop stands behind all of them, and a test that has it fail would have it fail for the others.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Commerce.AdminUi;

/// <summary>The portal on a port of its own, with the real issuer and a shop that tests arrange. One for all tests: each has its own orders.</summary>
public sealed class PortalHost : IdentityHost
{
    private const string Secret = "a secret of the portal that only these tests know, long";
    private readonly Dictionary<string, (string Cookies, DateTimeOffset At)> _signedIn = [];
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private RunningPortal _first = null!;

    internal SampleShop Shop { get; private set; } = null!;

    /// <summary>Another replica, for the test that ends and starts it.</summary>
    internal RunningPortal Second { get; private set; } = null!;

    /// <summary>People and what concerns them, the same for every picture.</summary>
    internal ArrangedPeople Arranged { get; private set; } = null!;

    public string Url => _first.Url;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Settings["Clients:commerce-admin:Secret"] = Secret;
        string[] urls = [$"http://127.0.0.1:{FreePort()}", $"http://127.0.0.1:{FreePort()}"];
        for (var i = 0; i < urls.Length; i++)
        {
            Settings[$"Clients:commerce-admin:RedirectUris:{i}"] = urls[i] + "/sign-in/callback";
            Settings[$"Clients:commerce-admin:PostLogoutRedirectUris:{i}"] = urls[i] + "/signed-out";
        }

        CreateClient(token: null).Dispose();
        await DeclareAsync("ordering", 1, "orders:read", "orders:write", "orders:ship");
        await DeclareAsync("payments", 1, "payments:read", "payments:write", "messages:read", "messages:write");
        await DeclareAsync("inventory", 1, "inventory:read", "inventory:write");
        await DeclareAsync("catalog", 1, "catalog:read", "catalog:write");
        await UntilDeclaredAsync();
        Shop = await SampleShop.StartAsync(new Uri(Authority).GetLeftPart(UriPartial.Authority));
        Arranged = new(this);
        (_first, Second) = (Portal(urls[0]), Portal(urls[1]));
        await _first.StartAsync();
        await Second.StartAsync();

        RunningPortal Portal(string url) => new(url,
        [
            $"--urls={url}", "--environment=Production", $"--Auth:Authority={Authority}", $"--SignIn:ClientSecret={Secret}", $"--services:gateway:http:0={Shop.Url}",
            $"--Security:MasterKey={new string('k', 40)}", "--Logging:LogLevel:Default=Warning", "--DetailedErrors=true", "--Logging:LogLevel:Microsoft.AspNetCore.Antiforgery=Error",
        ]);
    }

    /// <summary>
    /// A browser that is signed in as somebody with this role; only the first one of a role types anything, or one who comes so late that
    /// the shop might ask for another proof of who they are.
    /// </summary>
    internal async Task<string> CookiesOfAsync(Chromium chromium, string role)
    {
        await _oneAtATime.WaitAsync();
        try
        {
            if (_signedIn.TryGetValue(role, out var known) && Time.GetUtcNow() - known.At < FreshProof.MaxAge / 2)
                return known.Cookies;
            var person = await SignedInAsync(role);
            await using var context = await chromium.NewContextAsync();
            var page = await context.NewPageAsync();
            await page.GotoAsync(Url + "/orders");
            await SignInAsync(page, person);
            await Expect(page.Locator("[data-ready]")).ToBeVisibleAsync();
            var cookies = await context.StorageStateAsync();
            _signedIn[role] = (cookies, Time.GetUtcNow());
            return cookies;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Types password and code.</summary>
    internal async Task SignInAsync(IPage page, SignedInPerson person)
    {
        await page.GetByLabel("E-mail address").FillAsync(person.Email);
        await page.GetByLabel("Password").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await Expect(page.GetByLabel("Code")).ToBeVisibleAsync();
        Time.Advance(TimeSpan.FromSeconds(31)); // a code is good once
        await page.GetByLabel("Code").FillAsync(CodeOf(person.Id));
        await page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await _first.StopAsync();
        await Second.StopAsync();
        await Shop.DisposeAsync();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
