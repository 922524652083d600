using System.Net;
using Commerce.Testing;

namespace Commerce.Defaults.Tests;

public sealed class IssuerTests : IAsyncLifetime
{
    private readonly ManualClock _clock = new();
    private readonly SampleService _service = new();
    private static readonly Guid s_user = Guid.CreateVersion7();

    public async ValueTask InitializeAsync()
    {
        _service.Clock = _clock;
        await _service.InitializeAsync();
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task Issuer_NotUpYet_IsNotTheCallersFault()
    {
        _service.Issuer.IsUp = false;
        using var client = _service.CreateClient(s_user);
        var answer = await client.GetAsync("/api/v1/me", TestContext.Current.CancellationToken);
        await answer.ProblemAsync(503, "unavailable");
        Assert.Equal("2", answer.Headers.RetryAfter?.ToString());

        _service.Issuer.IsUp = true;
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/me", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task Issuer_AwayLater_KnownKeysStillCount()
    {
        using var client = _service.CreateClient(s_user);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/me", TestContext.Current.CancellationToken)).StatusCode);

        _service.Issuer.IsUp = false;
        _clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/me", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task Key_Rotated_IsFetchedWithinTheSameRequest()
    {
        using var first = _service.CreateClient(s_user);
        Assert.Equal(HttpStatusCode.OK, (await first.GetAsync("/api/v1/me", TestContext.Current.CancellationToken)).StatusCode);

        _service.Issuer.RotateKey();
        _clock.Advance(IssuerKeys.MinPause);
        using var second = _service.CreateClient(s_user);
        Assert.Equal(HttpStatusCode.OK, (await second.GetAsync("/api/v1/me", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await first.GetAsync("/api/v1/me", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(2, _service.Issuer.KeyRequests);
    }

    [Fact]
    public async Task Kid_MadeUp_DoesNotHammerTheIssuer()
    {
        using var client = _service.CreateClient(s_user);
        await client.GetAsync("/api/v1/me", TestContext.Current.CancellationToken);
        for (var i = 0; i < 50; i++)
        {
            await using var stranger = new TestIssuer();
            using var forger = _service.CreateClient(stranger.Sign(_service.Issuer.Claims(s_user)));
            Assert.Equal(HttpStatusCode.Unauthorized, (await forger.GetAsync("/api/v1/me", TestContext.Current.CancellationToken)).StatusCode);
        }

        Assert.Equal(1, _service.Issuer.KeyRequests);
    }

    [Fact]
    public async Task Token_Remembered_StillExpires()
    {
        using var client = _service.CreateClient(s_user);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/me", TestContext.Current.CancellationToken)).StatusCode);
        _clock.Advance(TimeSpan.FromMinutes(15) + TimeSpan.FromSeconds(31));
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/v1/me", TestContext.Current.CancellationToken)).StatusCode);
    }
}
