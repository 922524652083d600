using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;

namespace Commerce.Identity;

/// <summary>An application that people sign in to, and the browser of one of them.</summary>
internal sealed partial class RelyingParty : IDisposable
{
    public const string Protocol = "/realms/commerce/protocol/openid-connect";
    public const string RedirectUri = "https://rp.example/callback?from=commerce";
    public const string PostLogoutUri = "https://rp.example/bye";

    private readonly HttpClient _browser;

    private RelyingParty(IdentityHost host, string clientId, string? secret)
    {
        (ClientId, Secret) = (clientId, secret);
        Verifier = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        _browser = NewBrowser(host);
    }

    public string ClientId { get; }

    public string? Secret { get; }

    public string Verifier { get; }

    public HttpClient Browser => _browser;

    /// <summary>Registers a client as staff would.</summary>
    public static async Task<RelyingParty> RegisterAsync(IdentityHost host, bool firstParty = true, bool confidential = false, string[]? grants = null)
    {
        host.CreateClient(token: null).Dispose();
        var id = $"client-{Guid.CreateVersion7():N}";
        var secret = confidential ? ClientSecret.Generate() : null;
        await host.Database.ExecuteAsync(
            """
            INSERT INTO clients (id, subject_id, session_id, name, secret_hash, redirect_uris, post_logout_redirect_uris, grant_types, scopes, audiences, first_party, created_at)
            VALUES ($1, $2, $3, 'A <b>Shop</b> & Co', $4, $5, $6, $7, '{openid,profile,email}', $8, $9, now())
            """,
            id, Guid.CreateVersion7(), Guid.CreateVersion7(), secret is null ? null : ClientSecret.Hash(secret), new[] { RedirectUri },
            new[] { PostLogoutUri }, grants ?? ["authorization_code", "refresh_token"], new[] { firstParty ? "commerce-api" : id }, firstParty);
        return new(host, id, secret);
    }

    public RelyingParty InAnotherBrowser(IdentityHost host) => new(host, ClientId, Secret);

    /// <summary>The address that the application sends people to; a null takes a parameter out.</summary>
    public string AuthorizeUrl(params (string Name, string? Value)[] changes)
    {
        var parameters = new Dictionary<string, string?>
        {
            ["client_id"] = ClientId,
            ["redirect_uri"] = RedirectUri,
            ["response_type"] = "code",
            ["scope"] = "openid profile email",
            ["state"] = "st&te=1",
            ["nonce"] = "n-0S6_WzA2Mj",
            ["code_challenge"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier))),
            ["code_challenge_method"] = "S256",
        };
        foreach (var (name, value) in changes)
            parameters[name] = value;
        return QueryHelpers.AddQueryString($"{Protocol}/auth", parameters.Where(p => p.Value is not null));
    }

    public async Task<HttpResponseMessage> GetAsync(string url) => await _browser.GetAsync(url);

    /// <summary>Follows redirects to our own pages, up to a page or to the way out.</summary>
    public async Task<HttpResponseMessage> FollowAsync(HttpResponseMessage answer)
    {
        for (var hops = 0; answer.StatusCode == HttpStatusCode.SeeOther && answer.Headers.Location is { IsAbsoluteUri: false } next && hops < 5; hops++)
            answer = await _browser.GetAsync(next);
        return answer;
    }

    /// <summary>Opens a page and fills in its first form.</summary>
    public Task<HttpResponseMessage> SubmitAsync(HttpResponseMessage page, params (string Name, string Value)[] fields) => SubmitToAsync(page, "", fields);

    /// <summary>Opens a page and fills in the form that is sent to this path.</summary>
    public async Task<HttpResponseMessage> SubmitToAsync(HttpResponseMessage page, string path, params (string Name, string Value)[] fields)
    {
        var html = await page.Content.ReadAsStringAsync();
        Assert.True(page.IsSuccessStatusCode || page.Content.Headers.ContentType?.MediaType == "text/html", $"{(int)page.StatusCode}: {html}");
        var form = Form().Matches(html).Select(m => m.Value).First(f => Action().Match(f).Groups["value"].Value.StartsWith(path, StringComparison.Ordinal));
        var action = WebUtility.HtmlDecode(Action().Match(form).Groups["value"].Value);
        Assert.NotEmpty(action);
        var hidden = Hidden().Matches(form).Select(m => KeyValuePair.Create(m.Groups["name"].Value, WebUtility.HtmlDecode(m.Groups["value"].Value)));
        using var content = new FormUrlEncodedContent(hidden.Where(h => fields.All(f => f.Name != h.Key)).Concat(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))));
        return await _browser.PostAsync(action, content);
    }

    /// <summary>Through the login page, to whatever comes after it.</summary>
    public async Task<HttpResponseMessage> LogInAsync(SignedInPerson person, params (string Name, string? Value)[] changes)
    {
        var page = await FollowAsync(await GetAsync(AuthorizeUrl(changes)));
        return await FollowAsync(await SubmitAsync(page, ("email", person.Email), ("password", IdentityHost.Password)));
    }

    /// <summary>The whole way through the login page; ends outside, at the application.</summary>
    public async Task<Dictionary<string, string>> SignInAsync(SignedInPerson person, params (string Name, string? Value)[] changes) =>
        Returned(await LogInAsync(person, changes));

    /// <summary>What the application is told, after checking that the browser was sent to it and nowhere else.</summary>
    public static Dictionary<string, string> Returned(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        var location = answer.Headers.Location!.OriginalString;
        Assert.StartsWith(RedirectUri + "&", location, StringComparison.Ordinal);
        var told = QueryHelpers.ParseQuery(new Uri(location).Query);
        Assert.All(told, p => Assert.Single(p.Value.ToArray()));
        return told.ToDictionary(p => p.Key, p => p.Value.ToString());
    }

    public Task<HttpResponseMessage> ExchangeAsync(string code, params (string Name, string? Value)[] changes) =>
        TokenAsync([("grant_type", "authorization_code"), ("code", code), ("redirect_uri", RedirectUri), ("code_verifier", Verifier), .. changes]);

    public Task<HttpResponseMessage> TokenAsync(params (string Name, string? Value)[] parameters) => PostAsync("token", parameters);

    public async Task<HttpResponseMessage> PostAsync(string endpoint, params (string Name, string? Value)[] parameters)
    {
        var form = new Dictionary<string, string> { ["client_id"] = ClientId };
        if (Secret is not null)
            form["client_secret"] = Secret;
        foreach (var (name, value) in parameters)
        {
            form.Remove(name);
            if (value is not null)
                form[name] = value;
        }

        using var content = new FormUrlEncodedContent(form);
        return await _browser.PostAsync($"{Protocol}/{endpoint}", content);
    }

    public async Task<JsonElement> TokensAsync(SignedInPerson person)
    {
        var told = await SignInAsync(person);
        var answer = await ExchangeAsync(told["code"]);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.JsonAsync();
    }

    public void Dispose() => _browser.Dispose();

    private static HttpClient NewBrowser(IdentityHost host) => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = true })
    {
        BaseAddress = new Uri(new Uri(host.Authority).GetLeftPart(UriPartial.Authority)),
    };

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline)]
    private static partial Regex Form();

    [GeneratedRegex("""<form[^>]* action="(?<value>[^"]*)"[^>]*>""")]
    private static partial Regex Action();

    [GeneratedRegex("""<input type="hidden" name="(?<name>[^"]*)" value="(?<value>[^"]*)" ?/?>""")]
    private static partial Regex Hidden();
}
