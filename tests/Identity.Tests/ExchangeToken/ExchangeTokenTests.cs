using System.Net;

namespace Commerce.Identity;

public sealed class ExchangeTokenTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    private const string Url = "/realms/commerce/protocol/openid-connect/token";

    [Fact]
    public async Task ExchangeToken_WithRefreshToken_RotatesItAsOurOwnEndpointDoes()
    {
        var person = await host.SignedInAsync();
        using var client = host.CreateClient(token: null);
        var answer = await PostAsync(client, ("grant_type", "refresh_token"), ("client_id", "commerce-shop"), ("refresh_token", person.RefreshToken));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        var tokens = await answer.JsonAsync();
        Assert.Equal("Bearer", tokens.GetProperty("token_type").GetString());
        Assert.Equal(900, tokens.GetProperty("expires_in").GetInt32());
        using var honest = host.CreateClient(tokens.GetProperty("access_token").GetString());
        Assert.Equal(HttpStatusCode.OK, (await honest.GetAsync("/api/v1/users/me")).StatusCode);

        var replayed = await PostAsync(client, ("grant_type", "refresh_token"), ("client_id", "commerce-shop"), ("refresh_token", person.RefreshToken));
        await RefusedAsync(replayed, 400, "invalid_grant");
        var next = tokens.GetProperty("refresh_token").GetString()!;
        await RefusedAsync(await PostAsync(client, ("grant_type", "refresh_token"), ("client_id", "commerce-shop"), ("refresh_token", next)), 400, "invalid_grant");
    }

    [Fact]
    public async Task ExchangeToken_WithBadInput_AnswersInTheProtocolsForm()
    {
        using var client = host.CreateClient(token: null);
        await RefusedAsync(await PostAsync(client), 400, "unsupported_grant_type");
        await RefusedAsync(await PostAsync(client, ("grant_type", "password")), 400, "unsupported_grant_type");
        await RefusedAsync(await PostAsync(client, ("grant_type", "refresh_token"), ("client_id", "other")), 401, "invalid_client");
        await RefusedAsync(await PostAsync(client, ("grant_type", "refresh_token"), ("client_id", "commerce-shop")), 400, "invalid_grant");
        await RefusedAsync(
            await PostAsync(client, ("grant_type", "refresh_token"), ("grant_type", "refresh_token"), ("client_id", "commerce-shop")), 400, "invalid_request");
        await RefusedAsync(await client.PostAsync(Url, new StringContent("{}", System.Text.Encoding.UTF8, "application/json")), 400, "invalid_request");
    }

    private static async Task RefusedAsync(HttpResponseMessage answer, int status, string error)
    {
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(error, (await answer.JsonAsync()).GetProperty("error").GetString());
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, params (string Name, string Value)[] parameters) =>
        client.PostAsync(Url, new FormUrlEncodedContent(parameters.Select(p => KeyValuePair.Create(p.Name, p.Value))));
}
