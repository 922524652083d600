using System.Diagnostics;
using System.Net;
using Commerce.Data;
using Commerce.Identity.Contracts;
using Commerce.Messaging;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.Defaults.Tests;

/// <summary>What a service other than Identity does with sessions that are over.</summary>
public sealed class RevokedSessionTests(SampleService service) : IClassFixture<SampleService>
{
    private static readonly Uri s_me = new("/api/v1/me", UriKind.Relative);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Message_OfIdentity_EndsTokensThatWereGoodAMomentAgo_AndNoOthers()
    {
        var (user, ended, other) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        using var client = service.CreateClient(Token(user, ended));
        using var elsewhere = service.CreateClient(Token(user, other));
        using var withoutSession = service.CreateClient(user);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(s_me, Stop)).StatusCode);

        await PublishAsync(new SessionRevokedV1(ended, user, InMinutes(17)));

        await IsRefusedAsync(client);
        using var next = service.CreateClient(Token(user, ended)); // another token of the same session
        await (await next.GetAsync(s_me, Stop)).ProblemAsync(401, "invalid_token");
        Assert.Equal(HttpStatusCode.OK, (await elsewhere.GetAsync(s_me, Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await withoutSession.GetAsync(s_me, Stop)).StatusCode);
    }

    [Fact]
    public async Task Message_RepeatedAndOutOfOrder_LeavesTheLongestRefusal()
    {
        var (user, ended) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var (early, late) = (InMinutes(10), InMinutes(17));
        await PublishAsync(
            new SessionRevokedV1(ended, user, late), new SessionRevokedV1(ended, user, early), new SessionRevokedV1(ended, user, late),
            new SessionRevokedV1(Guid.CreateVersion7(), user, late));
        await PublishAsync(new SessionRevokedV1(ended, user, early));
        var marker = Guid.CreateVersion7();
        await PublishAsync(new SessionRevokedV1(marker, user, late));
        using var client = service.CreateClient(Token(user, marker));
        await IsRefusedAsync(client);
        Assert.Equal(late, await UntilAsync(ended));
    }

    [Fact]
    public async Task Restart_KeepsWhatIsOver_AndForgetsWhatHasExpired()
    {
        var (user, ended, expired) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await PublishAsync(new SessionRevokedV1(ended, user, InMinutes(17)), new SessionRevokedV1(expired, user, InMinutes(-1)));
        using var client = service.CreateClient(Token(user, ended));
        await IsRefusedAsync(client);

        await using var restarted = service.WithWebHostBuilder(_ => { });
        using var again = restarted.CreateClient();
        again.DefaultRequestHeaders.Authorization = new("Bearer", Token(user, ended));
        await (await again.GetAsync(s_me, Stop)).ProblemAsync(401, "invalid_token");
        Assert.Equal(default, await UntilAsync(expired));
    }

    [Fact]
    public async Task Check_CostsARequestNextToNothing_WhateverIsOver()
    {
        service.StartServer();
        var verifier = service.Services.GetRequiredService<TokenVerifier>();
        var revoked = service.Services.GetRequiredService<RevokedSessions>();
        var token = Token(Guid.CreateVersion7(), Guid.CreateVersion7());
        Assert.NotNull(await verifier.VerifyAsync(token, Stop));
        for (var i = 0; i < 100_000; i++)
            revoked.Add(Guid.CreateVersion7().ToString());

        const int Rounds = 20_000;
        var best = TimeSpan.MaxValue;
        for (var sample = 0; sample < 5; sample++)
        {
            var began = Stopwatch.GetTimestamp();
            for (var i = 0; i < Rounds; i++)
                await verifier.VerifyAsync(token, Stop);
            best = TimeSpan.FromTicks(Math.Min(best.Ticks, Stopwatch.GetElapsedTime(began).Ticks));
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{best.TotalMicroseconds / Rounds:0.00} µs");
        Assert.InRange(best.TotalMicroseconds / Rounds, 0, 50);
    }

    private static DateTimeOffset InMinutes(int minutes) => DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()).AddMinutes(minutes);

    private string Token(Guid user, Guid session)
    {
        var claims = service.Issuer.Claims(user);
        claims["sid"] = session.ToString();
        claims["jti"] = Guid.CreateVersion7().ToString();
        return service.Issuer.Sign(claims);
    }

    private async Task PublishAsync(params SessionRevokedV1[] messages)
    {
        service.StartServer();
        await using var session = service.Services.GetRequiredService<SessionFactory>().Open(RequestContext.System("test"));
        foreach (var message in messages)
            session.Publish(message, message.UserId);
        await session.CommitAsync(Stop);
    }

    private async Task<DateTimeOffset> UntilAsync(Guid session) =>
        await service.Database.ScalarAsync<DateTime?>("SELECT until FROM revoked_sessions WHERE session_id = $1", session) is { } until ? new(until) : default;

    private static async Task IsRefusedAsync(HttpClient client)
    {
        var began = TimeProvider.System.GetTimestamp();
        while ((await client.GetAsync(s_me, Stop)).StatusCode != HttpStatusCode.Unauthorized)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(20), "The access token is still good.");
            await Task.Delay(20, Stop);
        }
    }
}
