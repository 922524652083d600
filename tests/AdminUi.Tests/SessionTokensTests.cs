using System.Net;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;

namespace Commerce.AdminUi;

/// <summary>A refresh token is good once: how many ask, and what happens when the answer is lost.</summary>
public sealed class SessionTokensTests
{
    private static readonly StaffSession Session = new("a-session-id-of-enough-letters", "sub", "Name", "old", DateTimeOffset.UnixEpoch, "refresh-1", null);

    [Fact]
    public async Task AccessToken_AskedByManyAtOnce_IsRenewedOnce()
    {
        var issuer = new ScriptedIssuer { Gate = new() };
        var (tokens, sessions) = Desk(issuer);
        await sessions.KeepAsync(Session);

        var asked = Enumerable.Range(0, 50).Select(_ => tokens.AccessTokenAsync(Session.Id, CancellationToken.None)).ToArray();
        issuer.Gate.SetResult();

        Assert.All(await Task.WhenAll(asked), token => Assert.Equal("access-1", token));
        Assert.Equal(["refresh-1"], issuer.Used);
        Assert.Equal("refresh-2", (await sessions.FindAsync(Session.Id))!.RefreshToken);
        Assert.Equal("access-1", await tokens.AccessTokenAsync(Session.Id, CancellationToken.None));
        Assert.Single(issuer.Used);
    }

    [Fact]
    public async Task AccessToken_WhenOneWhoAskedLeaves_IsRenewedForTheOthers()
    {
        var issuer = new ScriptedIssuer { Gate = new() };
        var (tokens, sessions) = Desk(issuer);
        await sessions.KeepAsync(Session);
        using var left = new CancellationTokenSource();

        var impatient = tokens.AccessTokenAsync(Session.Id, left.Token);
        var patient = tokens.AccessTokenAsync(Session.Id, CancellationToken.None);
        await left.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        issuer.Gate.SetResult();

        Assert.Equal("access-1", await patient);
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest)]
    [InlineData(HttpStatusCode.InternalServerError)]
    public async Task AccessToken_WhenTheTokenMayBeUsedUp_EndsTheSession_AndNeverTriesAgain(HttpStatusCode status)
    {
        var issuer = new ScriptedIssuer { Status = status };
        var (tokens, sessions) = Desk(issuer);
        await sessions.KeepAsync(Session);
        var ended = new List<string>();
        sessions.Ended += (id, _) => ended.Add(id);

        await Assert.ThrowsAsync<SessionEndedException>(() => tokens.AccessTokenAsync(Session.Id, CancellationToken.None));
        issuer.Status = HttpStatusCode.OK;
        await Assert.ThrowsAsync<SessionEndedException>(() => tokens.AccessTokenAsync(Session.Id, CancellationToken.None));

        Assert.Single(issuer.Used);
        Assert.Equal([Session.Id], ended);
    }

    [Fact]
    public async Task AccessToken_WhenTheIssuerWasNotReached_IsTriedAgainLater()
    {
        var issuer = new ScriptedIssuer { IsUnreachable = true };
        var (tokens, sessions) = Desk(issuer);
        await sessions.KeepAsync(Session);

        await Assert.ThrowsAsync<IssuerUnavailableException>(() => tokens.AccessTokenAsync(Session.Id, CancellationToken.None));
        issuer.IsUnreachable = false;

        Assert.Equal("access-1", await tokens.AccessTokenAsync(Session.Id, CancellationToken.None));
    }

    private static (SessionTokens Tokens, StaffSessions Sessions) Desk(ScriptedIssuer script)
    {
        var settings = new IssuerSettings(new Uri("http://issuer.example"), "http://issuer.example/", "portal", "secret");
        var configuration = new ConfigurationBuilder().Build();
        var vault = new SessionVault(configuration, TimeProvider.System, NullLogger<SessionVault>.Instance);
        var sessions = new StaffSessions(vault, SealedProtection.From(configuration, new HostingEnvironment { EnvironmentName = "Development" }));
        var issuer = new Issuer(script, settings, TimeProvider.System);
        var endpoint = new TokenEndpoint(script, issuer, settings, NullLogger<TokenEndpoint>.Instance);
        return (new(sessions, vault, endpoint, TimeProvider.System, NullLogger<SessionTokens>.Instance), sessions);
    }

    private sealed class ScriptedIssuer : HttpMessageHandler, IHttpClientFactory
    {
        private readonly Lock _gate = new();

        public TaskCompletionSource Gate { get; init; } = Done();

        public HttpStatusCode Status { get; set; } = HttpStatusCode.OK;

        public bool IsUnreachable { get; set; }

        public List<string> Used { get; } = [];

        public HttpClient CreateClient(string name) => new(this, disposeHandler: false);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.RequestUri!.AbsolutePath.EndsWith("openid-configuration", StringComparison.Ordinal))
                return Json("""{"issuer":"http://issuer.example/","authorization_endpoint":"http://issuer.example/a","token_endpoint":"http://issuer.example/token","jwks_uri":"http://issuer.example/keys"}""");
            if (request.RequestUri.AbsolutePath == "/keys")
                return Json("""{"keys":[]}""");
            if (IsUnreachable)
                throw new HttpRequestException(HttpRequestError.ConnectionError);
            var form = System.Web.HttpUtility.ParseQueryString(await request.Content!.ReadAsStringAsync(cancellationToken));
            lock (_gate)
                Used.Add(form["refresh_token"]!);
            await Gate.Task;
            return Status == HttpStatusCode.OK
                ? Json($$"""{"access_token":"access-{{Used.Count}}","expires_in":60,"refresh_token":"refresh-{{Used.Count + 1}}"}""")
                : new HttpResponseMessage(Status) { Content = new StringContent("""{"error":"invalid_grant"}""", Encoding.UTF8, "application/json") };
        }

        private static HttpResponseMessage Json(string text) => new(HttpStatusCode.OK) { Content = new StringContent(text, Encoding.UTF8, "application/json") };

        private static TaskCompletionSource Done()
        {
            var done = new TaskCompletionSource();
            done.SetResult();
            return done;
        }
    }
}
