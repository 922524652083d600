using System.Net;
using System.Net.Http.Json;

namespace Commerce.Identity;

public sealed class RegisterUserTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    private const string Url = "/api/v1/auth/register";

    [Fact]
    public async Task RegisterUser_WithNewAddress_OpensACustomersAccountAndTellsOthersNothingButTheId()
    {
        using var client = host.CreateClient(token: null);
        var email = host.NewEmail();
        var answer = await client.PostAsJsonAsync(Url, Person(email));

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal("""{"next":"login"}""", await answer.Content.ReadAsStringAsync());
        var id = await host.Database.ScalarAsync<Guid>("SELECT id FROM users WHERE email = $1", email);
        Assert.Equal(7, id.Version);
        Assert.Equal("customer", await RolesAsync(id));
        var message = await host.Database.ScalarAsync<string>("SELECT envelope FROM outbox WHERE key = $1", id.ToString());
        Assert.Contains(id.ToString(), message!, StringComparison.Ordinal);
        Assert.DoesNotContain("@", message!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RegisterUser_WithKnownAddress_AnswersTheSameAndChangesNothing()
    {
        using var client = host.CreateClient(token: null);
        var email = host.NewEmail();
        var first = await client.PostAsJsonAsync(Url, Person(email));
        var before = await host.Database.ScalarAsync<string>("SELECT u::text FROM users u WHERE email = $1", email);
        var hashes = host.Hasher.Hashes;

        var second = await client.PostAsJsonAsync(Url, new { email = email.ToUpperInvariant(), password = "another one's password", displayName = "Mallory" });

        Assert.Equal(first.StatusCode, second.StatusCode);
        Assert.Equal(await first.Content.ReadAsStringAsync(), await second.Content.ReadAsStringAsync());
        Assert.Equal(first.Headers.Select(h => h.Key).Order(), second.Headers.Select(h => h.Key).Order());
        Assert.Equal(hashes + 1, host.Hasher.Hashes); // as slow as for a new one
        Assert.Equal(before, await host.Database.ScalarAsync<string>("SELECT u::text FROM users u WHERE normalized_email = upper($1)", email));
        Assert.Equal(1L, await host.Database.ScalarAsync<long>(
            "SELECT count(*) FROM security_events e JOIN users u ON u.id = e.user_id WHERE u.email = $1 AND kind = 'registration-repeated'", email));
    }

    [Fact]
    public async Task RegisterUser_ByManyAtOnce_OpensOneAccount()
    {
        using var client = host.CreateClient(token: null);
        var email = host.NewEmail();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.PostAsJsonAsync(Url, Person(email))));

        Assert.All(answers, a => Assert.Equal(HttpStatusCode.Accepted, a.StatusCode));
        Assert.Equal(1L, await host.Database.ScalarAsync<long>("SELECT count(*) FROM users WHERE email = $1", email));
        Assert.Equal(1L, await host.Database.ScalarAsync<long>(
            "SELECT count(*) FROM outbox o JOIN users u ON u.id::text = o.key WHERE u.email = $1 AND o.envelope LIKE '%identity.user-registered.v1%'", email));
    }

    [Theory]
    [InlineData("""{"email":"nobody","password":"four words of my own","displayName":"A"}""", "/email")]
    [InlineData("""{"email":"a@shop.example","password":"short","displayName":"A"}""", "/password")]
    [InlineData("""{"email":"a@shop.example","password":"passwordpassword","displayName":"A"}""", "/password")]
    [InlineData("""{"email":"a@shop.example","password":"four words of my own","displayName":""}""", "/displayName")]
    [InlineData("""{"email":"a@shop.example","password":"four words of my own","displayName":"A\u202EB"}""", "/displayName")]
    public async Task RegisterUser_WithBadValue_NamesTheField(string body, string pointer)
    {
        using var client = host.CreateClient(token: null);
        var answer = await client.PostAsync(Url, new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
        Assert.Equal("validation_failed", await answer.CodeAsync(422));
        var problem = await answer.JsonAsync();
        Assert.Contains(pointer, problem.GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("pointer").GetString()));
    }

    [Theory]
    [InlineData("""{"email":"a@shop.example","password":"four words of my own"}""")]
    [InlineData("""{"password":"four words of my own","displayName":"A"}""")]
    [InlineData("""{"email":"a@shop.example","displayName":"A"}""")]
    [InlineData("""{"email":null,"password":"four words of my own","displayName":"A"}""")]
    [InlineData("""{"email":"a@shop.example","password":"four words of my own","displayName":"A\u0000"}""")]
    [InlineData("""{"email":"a@shop.example","password":"four words of my own","displayName":"A","roles":["owner"]}""")]
    [InlineData("""{"email":"a@shop.example","password":"four words of my own","displayName":"A","id":"01963f2a-7c1e-7a55-8d2b-3f6c1d0e9a11"}""")]
    [InlineData("null")]
    public async Task RegisterUser_WithMissingOrUnknownField_IsMalformed(string body)
    {
        using var client = host.CreateClient(token: null);
        Assert.NotNull(await (await client.PostAsync(Url, new StringContent(body, System.Text.Encoding.UTF8, "application/json"))).CodeAsync(400));
    }

    private static object Person(string email) => new { email, password = IdentityHost.Password, displayName = "Ada Lovelace" };

    private Task<string?> RolesAsync(Guid id) => host.Database.ScalarAsync<string>(
        "SELECT string_agg(r.name, ',') FROM user_roles ur JOIN roles r ON r.id = ur.role_id WHERE ur.user_id = $1", id);
}
