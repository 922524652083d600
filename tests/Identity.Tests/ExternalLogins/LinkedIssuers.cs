using System.Net;
using Microsoft.AspNetCore.WebUtilities;

namespace Commerce.Identity;

/// <summary>The service with three other issuers: the service once more, and a bent one in both protocols.</summary>
public sealed class LinkedIssuers : IAsyncLifetime
{
    private const string ClientAtPlatform = "another-shop";

    public IdentityHost Host { get; } = new();

    public IdentityHost Platform { get; } = new();

    public BentIssuer Bent { get; } = new();

    public async ValueTask InitializeAsync()
    {
        await Task.WhenAll(Host.InitializeAsync().AsTask(), Platform.InitializeAsync().AsTask(), Bent.StartAsync());
        Configure("platform", ("DisplayName", "Platform"), ("Authority", Platform.Authority), ("ClientId", ClientAtPlatform), ("ClientSecret", "a-secret-of-the-other-shop"));
        Configure("bent", ("Authority", Bent.Authority), ("ClientId", "shop"), ("ClientSecret", "secret"), ("DisplayName", "Bent <b>Issuer</b>"));
        Configure(
            "numbers", ("Kind", "oauth"), ("AuthorizationEndpoint", Bent.Authority + "/authorize"), ("TokenEndpoint", Bent.Authority + "/token"),
            ("UserInformationEndpoint", Bent.Authority + "/me"), ("UserEmailsEndpoint", Bent.Authority + "/emails"), ("ClientId", "shop"), ("Scopes", "user"));
        Platform.CreateClient(token: null).Dispose();
        await Platform.Database.ExecuteAsync(
            """
            INSERT INTO clients (id, subject_id, session_id, name, secret_hash, redirect_uris, grant_types, scopes, audiences, first_party, created_at)
            VALUES ($1, $2, $3, 'Another shop', $4, $5, '{authorization_code}', '{openid,profile,email}', $6, true, now())
            """,
            ClientAtPlatform, Guid.CreateVersion7(), Guid.CreateVersion7(), ClientSecret.Hash("a-secret-of-the-other-shop"),
            new[] { $"{new Uri(Host.Authority).GetLeftPart(UriPartial.Authority)}/realms/commerce/external/platform/callback" }, new[] { ClientAtPlatform });
        Host.CreateClient(token: null).Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Platform.DisposeAsync();
        await Bent.DisposeAsync();
    }

    /// <summary>Somebody with an account at the other issuer, under an address that only they have.</summary>
    public async Task<SignedInPerson> OutsiderAsync(bool isVerified = true)
    {
        var person = await Platform.SignedInAsync();
        var email = $"outsider-{person.Id:N}@outside.example";
        await Platform.Database.ExecuteAsync(
            "UPDATE users SET email = $2, user_name = $2, normalized_email = upper($2), normalized_user_name = upper($2), email_confirmed = $3 WHERE id = $1",
            person.Id, email, isVerified);
        return person with { Email = email };
    }

    /// <summary>From our sign-in page to the other issuer.</summary>
    internal static async Task<Uri> SetOutAsync(RelyingParty rp, string provider)
    {
        var asked = new Uri(new Uri("http://here"), rp.AuthorizeUrl());
        var answer = await rp.GetAsync($"/realms/commerce/external/{provider}{asked.Query}");
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        return answer.Headers.Location!;
    }

    /// <summary>Signs in at the other issuer, in a browser of its own because cookies do not know ports.</summary>
    /// <returns>Where that one sends the person back to.</returns>
    public async Task<string> SignInThereAsync(Uri address, SignedInPerson outsider)
    {
        using var there = await RelyingParty.RegisterAsync(Platform);
        var page = await there.FollowAsync(await there.GetAsync(address.AbsoluteUri));
        var answer = await there.FollowAsync(await there.SubmitAsync(page, ("email", outsider.Email), ("password", IdentityHost.Password)));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        return answer.Headers.Location!.PathAndQuery;
    }

    /// <summary>The whole way: our page, theirs, and back.</summary>
    internal async Task<HttpResponseMessage> SignInAsync(RelyingParty rp, SignedInPerson outsider) =>
        await rp.FollowAsync(await rp.GetAsync(await SignInThereAsync(await SetOutAsync(rp, "platform"), outsider)));

    public Task<long> LinksAsync(string provider, string subject) =>
        Host.Database.ScalarAsync<long>("SELECT count(*) FROM external_logins WHERE provider = $1 AND subject = $2", provider, subject);

    /// <summary>What the bent issuer would say of somebody if it were honest.</summary>
    public Dictionary<string, object> Claims(Uri askedAt, string subject) => new()
    {
        ["iss"] = Bent.Authority,
        ["aud"] = "shop",
        ["sub"] = subject,
        ["exp"] = Host.Time.GetUtcNow().AddMinutes(5).ToUnixTimeSeconds(),
        ["iat"] = Host.Time.GetUtcNow().ToUnixTimeSeconds(),
        ["nonce"] = QueryHelpers.ParseQuery(askedAt.Query)["nonce"].ToString(),
        ["email"] = $"{subject}@bent.example",
        ["email_verified"] = true,
    };

    public static string Callback(string provider, Uri askedAt, string parameters = "code=abc") =>
        $"/realms/commerce/external/{provider}/callback?{parameters}&state={QueryHelpers.ParseQuery(askedAt.Query)["state"]}";

    private void Configure(string provider, params (string Setting, string Value)[] settings)
    {
        foreach (var (setting, value) in settings)
            Host.Settings[$"ExternalLogins:{provider}:{setting}"] = value;
    }
}
