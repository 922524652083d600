using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

[assembly: AssemblyFixture(typeof(Commerce.Browser.Chromium))]

namespace Commerce.Identity;

/// <summary>A small application of somebody that signs people in with this issuer, as the standard says and with nothing else.</summary>
internal sealed class Application : IAsyncDisposable
{
    private readonly IdentityHost _host;
    private readonly WebApplication _app;
    private readonly HttpClient _http = new();
    private readonly ConcurrentDictionary<string, string> _verifiers = new();
    private readonly string _clientId = $"app-{Guid.CreateVersion7():N}";

    private Application(IdentityHost host)
    {
        _host = host;
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public string Url => _app.Urls.First();

    public static async Task<Application> StartAsync(IdentityHost host, bool firstParty, string name)
    {
        host.CreateClient(token: null).Dispose();
        var application = new Application(host);
        await application._app.StartAsync();
        await host.Database.ExecuteAsync(
            """
            INSERT INTO clients (id, subject_id, session_id, name, redirect_uris, post_logout_redirect_uris, grant_types, scopes, audiences, first_party, created_at)
            VALUES ($1, $2, $3, $4, $5, $6, '{authorization_code,refresh_token}', '{openid,profile,email}', '{commerce-api}', $7, now())
            """,
            application._clientId, Guid.CreateVersion7(), Guid.CreateVersion7(), name, new[] { application.Url + "/callback" }, new[] { application.Url + "/bye" }, firstParty);
        return application;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _http.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var discovery = await _http.GetFromJsonAsync<JsonElement>($"{_host.Authority}/.well-known/openid-configuration");
        switch (context.Request.Path.Value)
        {
            case "/":
                context.Response.Redirect(Start(discovery.GetProperty("authorization_endpoint").GetString()!));
                break;
            case "/callback":
                context.Response.ContentType = "text/html";
                await context.Response.WriteAsync(await FinishAsync(discovery, context.Request.Query), Encoding.UTF8);
                break;
            default:
                context.Response.ContentType = "text/html";
                await context.Response.WriteAsync("<title>App</title><h1>Bye</h1>", Encoding.UTF8);
                break;
        }
    }

    private string Start(string endpoint)
    {
        var (state, verifier) = (Random(), Random());
        _verifiers[state] = verifier;
        return QueryHelpers.AddQueryString(endpoint, new Dictionary<string, string?>
        {
            ["client_id"] = _clientId,
            ["redirect_uri"] = Url + "/callback",
            ["response_type"] = "code",
            ["scope"] = "openid profile email",
            ["state"] = state,
            ["nonce"] = state,
            ["code_challenge"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))),
            ["code_challenge_method"] = "S256",
        });
    }

    private async Task<string> FinishAsync(JsonElement discovery, IQueryCollection told)
    {
        if (told["error"] is [{ } error])
            return $"<title>App</title><h1>Refused: {error}</h1>";
        Assert.Equal(_host.Authority, told["iss"]);
        Assert.True(_verifiers.TryRemove(told["state"].ToString(), out var verifier));
        var answer = await _http.PostAsync(discovery.GetProperty("token_endpoint").GetString(), new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["client_id"] = _clientId,
            ["code"] = told["code"].ToString(),
            ["redirect_uri"] = Url + "/callback",
            ["code_verifier"] = verifier,
        }));
        var tokens = await answer.JsonAsync();
        var keys = new JsonWebKeySet(await _http.GetStringAsync(discovery.GetProperty("jwks_uri").GetString()));
        var good = new JsonWebTokenHandler().ValidateToken(tokens.GetProperty("id_token").GetString(), new()
        {
            ValidIssuer = _host.Authority,
            ValidAudience = _clientId,
            IssuerSigningKeys = keys.Keys,
        });
        Assert.True(good.IsValid, good.Exception?.Message);
        var token = (JsonWebToken)good.SecurityToken;
        Assert.Equal(told["state"], token.GetClaim("nonce").Value);
        var bye = QueryHelpers.AddQueryString(discovery.GetProperty("end_session_endpoint").GetString()!, new Dictionary<string, string?>
        {
            ["id_token_hint"] = tokens.GetProperty("id_token").GetString(),
            ["post_logout_redirect_uri"] = Url + "/bye",
        });
        return $"<title>App</title><h1>Signed in</h1><p id=sub>{token.Subject}</p><p id=acr>{token.GetClaim("acr").Value}</p><a href=\"{bye.Replace("&", "&amp;", StringComparison.Ordinal)}\">Sign out</a>";
    }

    private static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
}
