using System.Net;
using System.Net.Http.Headers;
using Commerce.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Commerce.Defaults.Tests;

public sealed class ClientCredentialsTests : IAsyncLifetime
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private readonly ManualClock _clock = new();
    private readonly TestIssuer _issuer = new();
    private readonly Neighbour _neighbour = new();
    private ServiceProvider? _services;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _issuer.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        if (_services is not null)
            await _services.DisposeAsync();
        await _issuer.DisposeAsync();
    }

    [Fact]
    public async Task Calls_CarryOneTokenForTheirTarget()
    {
        var client = Client();
        for (var i = 0; i < 3; i++)
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/x", Stop)).StatusCode);

        var token = new JsonWebToken(Assert.Single(_neighbour.Tokens.Distinct()));
        Assert.Equal(["commerce-neighbour"], token.Audiences);
        Assert.Equal("commerce-sample", token.GetClaim("azp").Value);
        Assert.Equal(1, _issuer.TokenRequests);
    }

    [Fact]
    public async Task Callers_AtOnce_ShareOneFetch_AndOneThatLeavesTakesNothingFromTheOthers()
    {
        var client = Client();
        var gate = new TaskCompletionSource();
        _issuer.Gate = gate.Task;
        using var leaving = new CancellationTokenSource();
        var first = client.GetAsync("/x", leaving.Token);
        var others = Enumerable.Range(0, 30).Select(_ => client.GetAsync("/x", Stop)).ToArray();
        await UntilAsync(() => _issuer.TokenRequests > 0);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        gate.SetResult();

        Assert.All(await Task.WhenAll(others), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal(1, _issuer.TokenRequests);
    }

    [Fact]
    public async Task Token_NearItsEnd_IsRenewedWhileTheOldOneStillServes()
    {
        var client = Client();
        await client.GetAsync("/x", Stop);
        _clock.Advance(TimeSpan.FromMinutes(11));
        await client.GetAsync("/x", Stop);
        Assert.Equal(1, _issuer.TokenRequests);

        var gate = new TaskCompletionSource();
        _issuer.Gate = gate.Task;
        _clock.Advance(TimeSpan.FromMinutes(2)); // 13 of 15
        await client.GetAsync("/x", Stop);
        await client.GetAsync("/x", Stop); // nobody waits for the issuer
        Assert.Single(_neighbour.Tokens.Distinct());
        gate.SetResult();
        await UntilAsync(async () =>
        {
            await client.GetAsync("/x", Stop);
            return _neighbour.Tokens.Distinct().Count() == 2;
        });
        Assert.Equal(2, _issuer.TokenRequests);
    }

    [Fact]
    public async Task Token_NearItsEnd_OutlivesAnIssuerThatIsAway_ButNotItsOwnEnd()
    {
        var client = Client();
        await client.GetAsync("/x", Stop);
        _issuer.IsUp = false;
        _clock.Advance(TimeSpan.FromMinutes(14));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/x", Stop)).StatusCode);
        _clock.Advance(TimeSpan.FromMinutes(1));

        var away = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync("/x", Stop));
        Assert.StartsWith($"There is no token for commerce-neighbour from {_issuer.Authority}", away.Message, StringComparison.Ordinal);
        Assert.Equal(2, _neighbour.Tokens.Count);

        _issuer.IsUp = true;
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/x", Stop)).StatusCode);
    }

    [Fact]
    public async Task Token_RefusedByItsTarget_IsReplacedOnce_WithTheSameBody()
    {
        var client = Client();
        await client.GetAsync("/x", Stop);
        var ended = Assert.Single(_neighbour.Tokens);
        _neighbour.Refuses = token => token == ended;

        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync("/x", new StringContent("the body"), Stop)).StatusCode);
        Assert.Equal(["the body", "the body"], _neighbour.Bodies);
        Assert.Equal(2, _issuer.TokenRequests);

        _neighbour.Refuses = _ => true;
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/x", Stop)).StatusCode);
        Assert.Equal(3, _issuer.TokenRequests);
    }

    [Fact]
    public async Task Refusal_OfWhatTheCallCarries_IsNotAboutTheToken()
    {
        var client = Client();
        (_neighbour.Refuses, _neighbour.Challenges) = (_ => true, false);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/x", Stop)).StatusCode);
        Assert.Single(_neighbour.Tokens);
        Assert.Equal(1, _issuer.TokenRequests);
    }

    [Theory]
    [InlineData("of yesterday", "The issuer answered 401.")]
    [InlineData(null, "ServiceClient:Secret is not set.")]
    public async Task Secret_ThatIsNotGood_FailsTheCallAndSaysWhy(string? secret, string reason)
    {
        var failed = await Assert.ThrowsAsync<HttpRequestException>(() => Client(secret).GetAsync("/x", Stop));
        Assert.EndsWith(reason, failed.Message, StringComparison.Ordinal);
        Assert.Empty(_neighbour.Tokens);
    }

    private HttpClient Client(string? secret = TestIssuer.ClientSecret)
    {
        _issuer.Clock = _clock;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
        [
            new("services:neighbour:http:0", "http://neighbour.test"), new("Auth:Authority", _issuer.Authority),
            new("ServiceClient:Id", "commerce-sample"), new("ServiceClient:Secret", secret),
        ]).Build();
        var services = new ServiceCollection();
        services.AddLogging().AddSingleton<IConfiguration>(configuration).AddSingleton<TimeProvider>(_clock);
        services.AddSingleton(AuthenticationSettings.From(configuration));
        services.AddResilientHttpClient<NeighbourClient>("neighbour", patience => (patience.Retries, patience.AttemptTimeout) = (0, s_patience))
            .AddClientCredentials("neighbour")
            .ConfigurePrimaryHttpMessageHandler(() => _neighbour);
        _services = services.BuildServiceProvider();
        return _services.GetRequiredService<NeighbourClient>().Http;
    }

    private static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < s_patience, "It did not happen in time.");
            await Task.Delay(20, Stop);
        }
    }

    private sealed class NeighbourClient(HttpClient http)
    {
        public HttpClient Http { get; } = http;
    }

    private sealed class Neighbour : HttpMessageHandler
    {
        private readonly Lock _writing = new();

        public List<string> Tokens { get; } = [];

        public List<string> Bodies { get; } = [];

        public Predicate<string> Refuses { get; set; } = _ => false;

        public bool Challenges { get; set; } = true;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var token = request.Headers.Authorization!.Parameter!;
            var body = request.Content is { } content ? await content.ReadAsStringAsync(cancellationToken) : null;
            lock (_writing)
            {
                Tokens.Add(token);
                if (body is not null)
                    Bodies.Add(body);
            }

            if (!Refuses(token))
                return new(HttpStatusCode.OK);
            var refusal = new HttpResponseMessage(HttpStatusCode.Unauthorized);
            if (Challenges)
                refusal.Headers.WwwAuthenticate.Add(new AuthenticationHeaderValue("Bearer", "error=\"invalid_token\""));
            return refusal;
        }
    }
}
