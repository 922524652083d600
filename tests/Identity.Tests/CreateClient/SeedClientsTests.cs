using System.Net;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Commerce.Identity;

public sealed class SeedClientsTests
{
    [Fact]
    public async Task SeedClients_GiveEachConfiguredServiceTokensForTheOthers_AndNoneWithoutASecret()
    {
        await using var host = new IdentityHost();
        await host.InitializeAsync();
        var secret = ClientSecret.Generate();
        host.Settings["Clients:commerce-ordering:Secret"] = secret;
        host.Settings["Clients:commerce-shop:RedirectUris:0"] = "https://shop.example/callback";
        using var client = host.CreateClient(token: null);
        await using var again = host.Again(); // a second start changes nothing

        foreach (var (audience, status) in new[] { ("commerce-inventory", 200), ("commerce-payments", 200), ("commerce-ordering", 400), ("commerce-api", 400) })
        {
            var answer = await TokenAsync(client, "commerce-ordering", secret, audience);
            Assert.Equal(status, (int)answer.StatusCode);
            if (status == 200)
                Assert.Equal([audience], new JsonWebToken((await answer.JsonAsync()).GetProperty("access_token").GetString()).Audiences);
        }

        Assert.Equal(HttpStatusCode.Unauthorized, (await TokenAsync(client, "commerce-inventory", secret, "commerce-ordering")).StatusCode);
        Assert.Equal(1L, await host.Database.ScalarAsync<long>("SELECT version FROM clients WHERE id = 'commerce-ordering'"));
        Assert.Equal(["https://shop.example/callback"], await host.Database.ScalarAsync<string[]>("SELECT redirect_uris FROM clients WHERE id = 'commerce-shop'") ?? []);
    }

    private static async Task<HttpResponseMessage> TokenAsync(HttpClient client, string id, string secret, string audience)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = id,
            ["client_secret"] = secret,
            ["audience"] = audience,
        });
        return await client.PostAsync($"{RelyingParty.Protocol}/token", form);
    }
}
