using System.Text.Json;
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

        // Nobody's token of the other issuer counts here, but those of API keys do; the sample shop has been loaded.
        var stranger = await platform.Shop.Visitor().PostAsync("/api/v1/auth/login", new { email = "owner@shop.example", password = platform.Shop.SamplePassword }, ct);
        Assert.Equal(401, stranger.Status);
        var sample = (await platform.Shop.Visitor().GetAsync("/api/v1/products?limit=1", ct)).OrThrow("Browsing");
        Assert.Equal(1, sample.GetProperty("items").GetArrayLength());
        await ApiKeyTests.WalkAsync(platform, owner, await platform.SkuAsync(1));
    }

    private static IEnumerable<string?> Amr(string token)
    {
        var payload = token.Split('.')[1].Replace('-', '+').Replace('_', '/');
        using var claims = JsonDocument.Parse(Convert.FromBase64String(payload.PadRight((payload.Length + 3) / 4 * 4, '=')));
        return [.. claims.RootElement.GetProperty("amr").EnumerateArray().Select(method => method.GetString())];
    }
}
