using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.Identity;

// Each test has a shop of its own: it counts everybody.
public sealed class GetUserStatisticsTests : IAsyncLifetime
{
    private const string Url = "/api/v1/users/statistics";
    private readonly IdentityHost _host = new();

    public ValueTask InitializeAsync() => _host.InitializeAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Statistics_CountAccountsByWhatTheyAre()
    {
        var staff = await _host.SignedInAsync("support");
        var (ada, ben) = (await _host.SignedInAsync(), await _host.SignedInAsync());
        await _host.AddAuthenticatorAsync(ada.Id);
        await _host.Database.ExecuteAsync("INSERT INTO second_factors (id, user_id, method, created_at) VALUES (gen_random_uuid(), $1, 'email', now())", ben.Id); // not confirmed
        await _host.Database.ExecuteAsync("UPDATE users SET email_confirmed = true WHERE id = $1", ada.Id);
        await _host.Database.ExecuteAsync("UPDATE users SET disabled_at = now() WHERE id = $1", ben.Id);

        var accounts = (await ReadAsync(staff)).GetProperty("accounts");
        Assert.Equal(
            (3, 1, 1, 2, 2, 0, 1, 1),
            (Count(accounts, "total"), Count(accounts, "unconfirmed"), Count(accounts, "disabled"), Count(accounts, "withSecondFactor"),
             Count(accounts.GetProperty("secondFactors"), "totp"), Count(accounts.GetProperty("secondFactors"), "email"),
             Count(accounts, "staff"), Count(accounts, "staffWithSecondFactor")));
    }

    [Fact]
    public async Task Statistics_CountWhoComesBack_OnceADay_AndForgetNobodyWhoIsErased()
    {
        _host.Time.Advance(UntilTomorrow());
        var before = Today();
        var (ada, ben) = (await _host.SignedInAsync(), await _host.SignedInAsync());
        await _host.LogInAsync(ben);
        _host.Time.Advance(TimeSpan.FromDays(1));
        await RefreshAsync(await RefreshAsync(ada.Tokens));
        _host.Time.Advance(TimeSpan.FromDays(8));
        var staff = await _host.SignedInAsync("support");
        await _host.Database.ExecuteAsync("DELETE FROM users WHERE id = $1", ben.Id);

        var answer = await ReadAsync(staff);
        var days = answer.GetProperty("days").EnumerateArray().ToDictionary(d => d.GetProperty("date").GetString()!);
        Assert.Equal((2, 2, 3), Figures(days[$"{before:yyyy-MM-dd}"]));
        Assert.Equal((0, 1, 0), Figures(days[$"{before.AddDays(1):yyyy-MM-dd}"]));
        Assert.Equal((1, 1, 1), Figures(days[$"{before.AddDays(9):yyyy-MM-dd}"]));
        Assert.Equal(3, days.Count);
        var accounts = answer.GetProperty("accounts");
        Assert.Equal((1, 1, 2), (Count(accounts, "activeToday"), Count(accounts, "activeThisWeek"), Count(accounts, "activeThisMonth")));

        static (int, int, int) Figures(JsonElement day) => (Count(day, "registered"), Count(day, "active"), Count(day, "logIns"));
    }

    [Fact]
    public async Task Statistics_SayWhyPeopleWereNotLetIn_AndWhatWasNotSavedIsCountedLater()
    {
        var staff = await _host.SignedInAsync("support");
        var ada = await _host.SignedInAsync();
        var disabled = await _host.SignedInAsync();
        await _host.Database.ExecuteAsync("UPDATE users SET disabled_at = now(), lockout_end = 'infinity' WHERE id = $1", disabled.Id);
        using var client = _host.From("198.51.100.71");
        for (var i = 0; i < 6; i++)
            await TryAsync(client, ada.Email, "not the right one", i < 5 ? HttpStatusCode.Unauthorized : HttpStatusCode.TooManyRequests);
        await TryAsync(client, _host.NewEmail(), "not the right one", HttpStatusCode.Unauthorized);
        await TryAsync(client, disabled.Email, IdentityHost.Password, HttpStatusCode.Unauthorized);
        var challenge = (await (await TryAsync(client, staff.Email, IdentityHost.Password, HttpStatusCode.Unauthorized)).JsonAsync()).GetProperty("secondFactor").GetProperty("challenge").GetString();
        foreach (var (method, code) in new[] { ("totp", "000000"), ("recovery-code", "AAAA-BBBB-CCCC-DDDD-EEEE-FFFF") })
            await client.PostAsJsonAsync("/api/v1/auth/second-factor", new { challenge, method, code });

        var refused = _host.Services.GetRequiredService<RefusedLogIns>();
        await _host.Database.ExecuteAsync("ALTER TABLE account_days RENAME TO away");
        refused.Note(RefusedLogIns.WrongPasskey);
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => refused.SaveAsync(TestContext.Current.CancellationToken));
        await _host.Database.ExecuteAsync("ALTER TABLE away RENAME TO account_days");
        await refused.SaveAsync(TestContext.Current.CancellationToken);

        var causes = (await ReadAsync(staff)).GetProperty("days").EnumerateArray().SelectMany(d => d.GetProperty("refused").EnumerateObject()).ToLookup(c => c.Name, c => c.Value.GetInt32());
        Assert.Equal(5, causes[RefusedLogIns.WrongPassword].Sum());
        Assert.Equal(1, causes[RefusedLogIns.TooManyTries].Sum());
        Assert.Equal(1, causes[RefusedLogIns.UnknownAccount].Sum());
        Assert.Equal(1, causes[RefusedLogIns.Disabled].Sum());
        Assert.Equal(2, causes[RefusedLogIns.WrongSecondFactor].Sum());
        Assert.Equal(1, causes[RefusedLogIns.WrongPasskey].Sum());
    }

    [Fact]
    public async Task Statistics_DoNotCountImpersonation_NorTheSessionsBelowABrowsers()
    {
        var staff = await _host.SignedInAsync("support");
        var (ada, ben) = (await _host.SignedInAsync(), await _host.SignedInAsync());
        await _host.Database.ExecuteAsync("DELETE FROM account_activity");
        await _host.Database.ExecuteAsync("DELETE FROM account_days");
        await _host.Database.ExecuteAsync(
            """
            INSERT INTO sessions (id, user_id, auth_time, amr, last_used_at, expires_at, client_id, device, acr, created_at, parent_id)
            SELECT gen_random_uuid(), user_id, now(), amr, now(), expires_at, client, device, acr, now(), id
            FROM sessions JOIN (VALUES ($1, 'impersonation'), ($2, 'shop')) AS begun (by, client) ON user_id = by
            """,
            ada.Id,
            ben.Id);

        var day = Assert.Single((await ReadAsync(staff)).GetProperty("days").EnumerateArray());
        Assert.Equal((0, 1), (Count(day, "logIns"), Count(day, "active")));
    }

    [Fact]
    public async Task Statistics_OfAnOddPeriod_AreRefusedOrEmpty_AndAreForStaff()
    {
        var staff = await _host.SignedInAsync("support");
        using var client = _host.CreateClient(staff.AccessToken);
        foreach (var (query, status) in new[]
        {
            ("from=2026-03-14&to=2026-03-13", 422), ("from=2020-01-01&to=2026-03-13", 422), ("to=0001-01-02", 200), ("to=9999-12-31", 200), ("from=yesterday", 400),
        })
            Assert.Equal((query, status), (query, (int)(await client.GetAsync($"{Url}?{query}")).StatusCode));

        using var shopper = _host.CreateClient((await _host.SignedInAsync()).AccessToken);
        Assert.Equal(HttpStatusCode.Forbidden, (await shopper.GetAsync(Url)).StatusCode);
    }

    private async Task<JsonElement> ReadAsync(SignedInPerson staff)
    {
        using var client = _host.CreateClient(staff.AccessToken);
        return await (await client.GetAsync(Url)).JsonAsync();
    }

    private async Task<JsonElement> RefreshAsync(JsonElement tokens)
    {
        using var client = _host.CreateClient(token: null);
        var answer = await client.PostAsJsonAsync("/api/v1/auth/refresh", new { refreshToken = tokens.GetProperty("refreshToken").GetString() });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.JsonAsync();
    }

    private static async Task<HttpResponseMessage> TryAsync(HttpClient client, string email, string password, HttpStatusCode expected)
    {
        var answer = await client.PostAsJsonAsync("/api/v1/auth/login", new { email, password });
        Assert.Equal(expected, answer.StatusCode);
        return answer;
    }

    private DateOnly Today() => DateOnly.FromDateTime(_host.Time.GetUtcNow().UtcDateTime);

    // No midnight passes while the test counts.
    private TimeSpan UntilTomorrow() => _host.Time.GetUtcNow().UtcDateTime.Date.AddDays(1).AddHours(1) - _host.Time.GetUtcNow().UtcDateTime;

    private static int Count(JsonElement of, string name) => of.GetProperty(name).GetInt32();
}
