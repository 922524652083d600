using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Commerce.Identity;

/// <summary>What apps do about passkeys.</summary>
internal static class PasskeyCalls
{
    public const string Passkeys = "/api/v1/users/me/passkeys";
    public const string LogIn = "/api/v1/auth/passkey";
    public const string Factor = "/api/v1/auth/second-factor/passkey";
    public const string StepUp = "/api/v1/auth/step-up/passkey";

    /// <summary>A device whose browser shows the issuer's own pages.</summary>
    public static SoftwareAuthenticator NewDevice(this IdentityHost host) => new($"http://localhost:{new Uri(host.Authority).Port}");

    public static async Task<(string Ceremony, JsonElement Options)> OfferAsync(this HttpClient client, string url, object? body = null)
    {
        var answer = await client.PostAsJsonAsync($"{url}/options", body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        Assert.True(answer.Headers.CacheControl!.NoStore);
        var offer = await answer.JsonAsync();
        return (offer.GetProperty("ceremony").GetString()!, offer.GetProperty("options"));
    }

    public static async Task<HttpResponseMessage> AddAsync(this HttpClient client, SoftwareAuthenticator device, string name = "My phone")
    {
        var (ceremony, options) = await client.OfferAsync(Passkeys);
        return await client.PostAsJsonAsync(Passkeys, new { ceremony, name, credential = device.Make(options) });
    }

    /// <summary>Somebody with a passkey on a new device.</summary>
    public static async Task<(SignedInPerson Person, SoftwareAuthenticator Device)> WithPasskeyAsync(this IdentityHost host, uint counter = 0, params string[] roles)
    {
        var person = await host.SignedInAsync(roles);
        var device = host.NewDevice();
        device.Counter = counter;
        using var client = host.CreateClient(person.AccessToken);
        var added = await client.AddAsync(device);
        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        return (person, device);
    }

    public static async Task<HttpResponseMessage> LogInAsync(this HttpClient client, SoftwareAuthenticator device)
    {
        var (ceremony, options) = await client.OfferAsync(LogIn);
        return await client.PostAsJsonAsync(LogIn, new { ceremony, credential = device.Sign(options) });
    }

    public static Task<HttpResponseMessage> LogInAsync(this HttpClient client, string ceremony, JsonObject credential) =>
        client.PostAsJsonAsync(LogIn, new { ceremony, credential });

    /// <summary>The question that follows a right password.</summary>
    public static async Task<JsonElement> QuestionAsync(this HttpClient client, SignedInPerson person)
    {
        var login = await client.PostAsJsonAsync("/api/v1/auth/login", new { email = person.Email, password = IdentityHost.Password });
        Assert.Equal("identity.second_factor_required", await login.CodeAsync(401));
        return (await login.JsonAsync()).GetProperty("secondFactor");
    }

    public static async Task<HttpResponseMessage> StepUpAsync(this HttpClient client, SoftwareAuthenticator device)
    {
        var (ceremony, options) = await client.OfferAsync(StepUp);
        return await client.PostAsJsonAsync(StepUp, new { ceremony, credential = device.Sign(options) });
    }

    public static string AccessToken(this JsonElement tokens) => tokens.GetProperty("accessToken").GetString()!;

    public static Task<long> EventsAsync(this IdentityHost host, Guid userId, string kind) =>
        host.Database.ScalarAsync<long>("SELECT count(*) FROM security_events WHERE user_id = $1 AND kind = $2", userId, kind);
}
