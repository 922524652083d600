using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Commerce.Identity;

public sealed class RefreshExpiryTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    [Fact]
    public async Task RefreshSession_AfterSevenIdleDaysOrThirtyInAll_IsRefused()
    {
        using var client = host.CreateClient(token: null);
        var idle = await host.SignedInAsync();
        var busy = await host.SignedInAsync();
        var token = busy.RefreshToken;
        for (var day = 0; day < 30; day += 6)
        {
            token = (await (await RefreshAsync(client, token)).JsonAsync()).GetProperty("refreshToken").GetString()!;
            host.Time.Advance(TimeSpan.FromDays(6));
            if (day == 6) // long before the thirty
                Assert.Equal(HttpStatusCode.Unauthorized, (await RefreshAsync(client, idle.RefreshToken)).StatusCode);
        }

        Assert.Equal(HttpStatusCode.Unauthorized, (await RefreshAsync(client, token)).StatusCode);

        using var purge = ActivatorUtilities.CreateInstance<PurgeExpired>(host.Services, NullLogger<PurgeExpired>.Instance);
        await purge.PurgeAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0L, await host.Database.ScalarAsync<long>(
            "SELECT (SELECT count(*) FROM sessions) + (SELECT count(*) FROM refresh_tokens) + (SELECT count(*) FROM login_tries)"));
        Assert.Equal(2L, await host.Database.ScalarAsync<long>("SELECT count(*) FROM users"));
    }

    private static Task<HttpResponseMessage> RefreshAsync(HttpClient client, string refreshToken) =>
        client.PostAsJsonAsync("/api/v1/auth/refresh", new { refreshToken });
}
