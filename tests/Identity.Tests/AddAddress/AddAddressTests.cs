using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Commerce.Identity;

public sealed class AddAddressTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    private const string Url = "/api/v1/users/me/addresses";

    [Fact]
    public async Task Addresses_AddedEditedAndDeleted_AreTheCallersAlone()
    {
        var person = await host.SignedInAsync();
        using var client = host.CreateClient(person.AccessToken);
        var added = await client.PostAsync(Url, Body("shipping", isDefault: true));
        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        Assert.Equal("\"1\"", added.Headers.ETag?.Tag);
        var own = added.Headers.Location!.OriginalString;
        var other = (await client.PostAsync(Url, Body("shipping", isDefault: true))).Headers.Location!.OriginalString;
        var listed = await ListAsync(client);
        Assert.Equal([false, true], listed.Select(a => a.GetProperty("fields").GetProperty("isDefault").GetBoolean()));

        Assert.Equal(HttpStatusCode.PreconditionFailed, (await PutAsync(client, own, "1", Body("shipping", isDefault: true))).StatusCode); // it lost the default
        Assert.Equal(HttpStatusCode.OK, (await PutAsync(client, own, "2", Body("shipping", isDefault: true))).StatusCode);
        Assert.Equal([true, false], (await ListAsync(client)).Select(a => a.GetProperty("fields").GetProperty("isDefault").GetBoolean()));

        using var stranger = host.CreateClient((await host.SignedInAsync()).AccessToken);
        Assert.Equal("identity.address_not_found", await (await PutAsync(stranger, own, "3", Body("shipping", isDefault: true))).CodeAsync(404));
        Assert.Equal("identity.address_not_found", await (await stranger.DeleteAsync(own)).CodeAsync(404));
        Assert.Empty(await ListAsync(stranger));
        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync(other)).StatusCode);
        Assert.Equal("identity.address_not_found", await (await client.DeleteAsync(other)).CodeAsync(404));
    }

    [Fact]
    public async Task AddAddress_ManyAtOnce_StopsAtFiftyAndKeepsOneDefault()
    {
        var person = await host.SignedInAsync();
        using var client = host.CreateClient(person.AccessToken);
        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => client.PostAsync(Url, Body("billing", isDefault: true))));
        Assert.Equal(50, answers.Count(a => a.StatusCode == HttpStatusCode.Created));
        foreach (var refused in answers.Where(a => a.StatusCode != HttpStatusCode.Created))
            Assert.Equal("identity.too_many_addresses", await refused.CodeAsync(409));
        Assert.Equal(1L, await host.Database.ScalarAsync<long>("SELECT count(*) FROM addresses WHERE user_id = $1 AND is_default", person.Id));
    }

    [Theory]
    [InlineData("kind", "\"home\"", 422)]
    [InlineData("country", "\"gb\"", 422)]
    [InlineData("country", "\"GB\\n\"", 422)]
    [InlineData("name", "\"\"", 422)]
    [InlineData("name", "\"Ada\\u202eLovelace\"", 422)]
    [InlineData("city", "\"Lon\\u0000don\"", 400)]
    [InlineData("line1", "17", 400)]
    [InlineData("postalCode", "null", 400)]
    [InlineData("userId", "\"x\"", 400)]
    public async Task AddAddress_WithBadInput_IsRefused(string member, string value, int status)
    {
        var person = await host.SignedInAsync();
        using var client = host.CreateClient(person.AccessToken);
        var body = Fields("shipping", isDefault: false);
        body[member] = JsonNode.Parse(value);
        Assert.NotNull(await (await client.PostAsync(Url, new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"))).CodeAsync(status));
    }

    [Fact]
    public async Task UpdateMe_KeepsWhatSomebodyPrefers()
    {
        var person = await host.SignedInAsync();
        using var client = host.CreateClient(person.AccessToken);
        var body = new { displayName = "Ada", language = "en", currency = "GBP", timeZone = "Europe/London" };
        Assert.Equal(HttpStatusCode.OK, (await PutAsync(client, "/api/v1/users/me", "1", JsonContent.Create(body))).StatusCode);
        var me = await (await client.GetAsync("/api/v1/users/me")).JsonAsync();
        Assert.Equal("GBP Europe/London", $"{me.GetProperty("currency").GetString()} {me.GetProperty("timeZone").GetString()}");
        foreach (var bad in new object[] { body with { currency = "GB" }, body with { timeZone = "../../etc/passwd" }, body with { timeZone = "Europe/Atlantis" } })
            Assert.Equal("validation_failed", await (await PutAsync(client, "/api/v1/users/me", "2", JsonContent.Create(bad))).CodeAsync(422));
    }

    private static StringContent Body(string kind, bool isDefault) => new(Fields(kind, isDefault).ToJsonString(), Encoding.UTF8, "application/json");

    private static JsonObject Fields(string kind, bool isDefault) => new()
    {
        ["kind"] = kind,
        ["isDefault"] = isDefault,
        ["name"] = "Ada Lovelace",
        ["line1"] = "12 St James's Square",
        ["postalCode"] = "SW1Y 4JH",
        ["city"] = "London",
        ["country"] = "GB",
    };

    private static async Task<JsonElement[]> ListAsync(HttpClient client) => [.. (await (await client.GetAsync(Url)).JsonAsync()).GetProperty("items").EnumerateArray()];

    private static async Task<HttpResponseMessage> PutAsync(HttpClient client, string url, string version, HttpContent body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, url) { Content = body };
        request.Headers.Add("If-Match", $"\"{version}\"");
        return await client.SendAsync(request);
    }
}
