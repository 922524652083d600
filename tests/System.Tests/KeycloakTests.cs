using System.Text.Json;
using Commerce.Cli;
using Commerce.Sample;

namespace Commerce.SystemTests;

/// <summary>The whole platform with a Keycloak of its own, as <c>KEYCLOAK_HOME=… ./commerce run</c> starts it.</summary>
public sealed class KeycloakTests
{
    private const string Missing = "No Keycloak to run: set KEYCLOAK_HOME to the folder of an installed one (it needs Java 17).";

    [Fact]
    public async Task Platform_TakesItsPeopleFromKeycloak_AndItsApplicationsFromIdentity()
    {
        Assert.SkipUnless(RunningPlatform.KeycloakHome is { Length: > 0 }, Missing);
        var ct = TestContext.Current.CancellationToken;
        await using var platform = new RunningPlatform { WithKeycloak = true };
        await platform.InitializeAsync();

        // Both factors, the realm's roles, and what they grant here; the first token has opened a profile.
        var owner = await platform.OwnerAsync();
        Assert.Contains("otp", Amr(owner.Token!));
        Assert.Equal("Olivia Owner", (await owner.GetAsync("/api/v1/users/me", ct)).OrThrow("Reading the profile").GetProperty("displayName").GetString());
        Assert.Equal(200, (await owner.GetAsync("/api/v1/orders", ct)).Status);
        var warehouse = await platform.StaffAsync("warehouse@shop.example");
        Assert.Equal(403, (await warehouse.GetAsync("/api/v1/api-keys", ct)).Status);
        using (var thief = new KeycloakLogIn(new Uri(platform.Shop.Keycloak!, "/realms/commerce"), platform.Shop.Gateway))
        {
            await Assert.ThrowsAsync<KeycloakRefusedException>(() => thief.TokenAsync("finance@shop.example", platform.Shop.SamplePassword, "not the app's secret", ct));
        }

        await PortalLetsInAsync(platform, ct);

        // Nobody's token of the other issuer counts here, but those of API keys do; the sample shop has been loaded.
        var stranger = await platform.Shop.Visitor().PostAsync("/api/v1/auth/login", new { email = "owner@shop.example", password = platform.Shop.SamplePassword }, ct);
        Assert.Equal(401, stranger.Status);
        var sample = (await platform.Shop.Visitor().GetAsync("/api/v1/products?limit=1", ct)).OrThrow("Browsing");
        Assert.Equal(1, sample.GetProperty("items").GetArrayLength());
        await ApiKeyTests.WalkAsync(platform, owner, await platform.SkuAsync(1));
    }

    // The portal's own walk, as a browser does it: from a page to Keycloak's and back to that page. Cookies by hand: they are for TLS only, which
    // browsers take from this machine without it.
    private static async Task PortalLetsInAsync(RunningPlatform platform, CancellationToken ct)
    {
        var cookies = new Dictionary<string, string>();
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        var asked = new Uri(platform.Shop.AddressOf("admin-ui"), "/orders");
        var page = asked;
        var answer = await GetAsync(page);
        for (var hops = 0; answer.Headers.Location is { } next && hops < 10; hops++, answer = await GetAsync(page))
        {
            page = new Uri(page, next);
            if (page.Authority != platform.Shop.Keycloak!.Authority)
                continue;
            using var pages = new KeycloakLogIn(new Uri(platform.Shop.Keycloak, "/realms/commerce"), platform.Shop.Gateway);
            page = await pages.WalkAsync(page, RunningShop.OwnerEmail, platform.Shop.SamplePassword, platform.Shop.SampleAuthenticator, ct);
        }

        Assert.Equal((200, asked), ((int)answer.StatusCode, page)); // whoever is not signed in is led away from it

        async Task<HttpResponseMessage> GetAsync(Uri address)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            if (cookies.Count > 0)
                request.Headers.Add("Cookie", string.Join("; ", cookies.Select(c => $"{c.Key}={c.Value}")));
            var given = await http.SendAsync(request, ct);
            foreach (var cookie in given.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
                cookies[cookie.Split('=')[0]] = cookie.Split(';')[0].Split('=', 2)[1];
            return given;
        }
    }

    private static IEnumerable<string?> Amr(string token)
    {
        var payload = token.Split('.')[1].Replace('-', '+').Replace('_', '/');
        using var claims = JsonDocument.Parse(Convert.FromBase64String(payload.PadRight((payload.Length + 3) / 4 * 4, '=')));
        return [.. claims.RootElement.GetProperty("amr").EnumerateArray().Select(method => method.GetString())];
    }
}
