using System.Net;
using System.Net.Http.Json;

namespace Commerce.Identity;

public sealed class DisableUserTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    [Fact]
    public async Task DisableUser_EndsTheirSessionsAndKeepsThemOutUntilEnabled()
    {
        var owner = await host.SignedInAsync("owner");
        var person = await host.SignedInAsync();
        using var staff = host.CreateClient(owner.AccessToken);
        using var client = host.CreateClient(person.AccessToken);
        var answer = await DisableAsync(staff, person.Id);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(1, (await answer.JsonAsync()).GetProperty("sessionsEnded").GetInt32());
        var began = TimeProvider.System.GetTimestamp();
        while ((await client.GetAsync("/api/v1/users/me")).StatusCode != HttpStatusCode.Unauthorized) // the end is told, and heard a moment later
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(30), "The token is still good.");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        Assert.Equal("identity.invalid_credentials", await (await LogInAsync(person)).CodeAsync(401));
        var detail = await (await staff.GetAsync($"/api/v1/users/{person.Id}")).JsonAsync();
        Assert.Equal("disabled", detail.GetProperty("status").GetString());
        Assert.Equal("Chargebacks", detail.GetProperty("disabledReason").GetString());
        var found = await (await staff.GetAsync($"/api/v1/users?status=disabled&email={person.Email}")).JsonAsync();
        Assert.Equal(person.Id, Assert.Single(found.GetProperty("items").EnumerateArray()).GetProperty("id").GetGuid());

        Assert.Equal(HttpStatusCode.NoContent, (await staff.DeleteAsync($"/api/v1/users/{person.Id}/disablement")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await LogInAsync(person)).StatusCode);
        var events = await (await staff.GetAsync($"/api/v1/users/{person.Id}/security-events?limit=2")).JsonAsync();
        Assert.Equal(["enabled-by-staff", "disabled-by-staff"], events.GetProperty("items").EnumerateArray().Select(e => e.GetProperty("kind").GetString()));
        var rest = await (await staff.GetAsync($"/api/v1/users/{person.Id}/security-events?cursor={events.GetProperty("nextCursor").GetString()}")).JsonAsync();
        Assert.Equal("registered", Assert.Single(rest.GetProperty("items").EnumerateArray()).GetProperty("kind").GetString());
    }

    [Fact]
    public async Task DisableUser_BeyondOnesRights_OrOneself_IsRefused()
    {
        var owner = await host.SignedInAsync("owner");
        await host.Database.ExecuteAsync("INSERT INTO roles (id, name, normalized_name, concurrency_stamp) VALUES ($1, 'guardian', 'GUARDIAN', '1') ON CONFLICT DO NOTHING", Guid.CreateVersion7());
        await host.Database.ExecuteAsync("INSERT INTO role_permissions (role, permissions, version) VALUES ('guardian', '{customers:read,customers:write}', 0) ON CONFLICT DO NOTHING");
        var guardian = await host.SignedInAsync("guardian");
        using var client = host.CreateClient(guardian.AccessToken);
        await host.UntilAsync("SELECT count(*) FROM role_permissions WHERE role = 'guardian'");
        var began = TimeProvider.System.GetTimestamp();
        while ((await client.GetAsync($"/api/v1/users/{owner.Id}")).StatusCode == HttpStatusCode.Forbidden) // until the service has seen the new role
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(30), "The role grants nothing.");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        Assert.Equal("identity.beyond_own_rights", await (await DisableAsync(client, owner.Id)).CodeAsync(403));
        Assert.Equal("identity.beyond_own_rights", await (await client.PostAsync($"/api/v1/users/{owner.Id}/password-reset", null)).CodeAsync(403));
        Assert.Equal("identity.own_account", await (await DisableAsync(client, guardian.Id)).CodeAsync(409));
        Assert.Equal("identity.user_not_found", await (await DisableAsync(client, Guid.CreateVersion7())).CodeAsync(404));
        Assert.Equal("validation_failed", await (await DisableAsync(client, owner.Id, "\u202e")).CodeAsync(422));
        using var customer = host.CreateClient((await host.SignedInAsync()).AccessToken);
        Assert.Equal("permission_denied", await (await DisableAsync(customer, owner.Id)).CodeAsync(403));
    }

    [Fact]
    public async Task DisableUser_OfTwoOwnersByEachOther_LeavesOne()
    {
        for (var round = 0; round < 5; round++)
        {
            var (first, second) = (await host.SignedInAsync("owner"), await host.SignedInAsync("owner"));
            using var one = host.CreateClient(first.AccessToken);
            using var two = host.CreateClient(second.AccessToken);
            var answers = await Task.WhenAll(DisableAsync(one, second.Id), DisableAsync(two, first.Id));
            Assert.Single(answers, a => a.StatusCode == HttpStatusCode.OK);
            Assert.Equal(1L, await host.Database.ScalarAsync<long>("SELECT count(*) FROM users WHERE id IN ($1, $2) AND disabled_at IS NULL", first.Id, second.Id));
        }
    }

    [Fact]
    public async Task ForcePasswordReset_VoidsThePasswordAndMailsTheOwner()
    {
        var owner = await host.SignedInAsync("owner");
        var person = await host.SignedInAsync();
        using var staff = host.CreateClient(owner.AccessToken);
        Assert.Equal(HttpStatusCode.NoContent, (await staff.PostAsync($"/api/v1/users/{person.Id}/password-reset", null)).StatusCode);
        Assert.Equal("identity.invalid_credentials", await (await LogInAsync(person)).CodeAsync(401));
        using var client = host.CreateClient(token: null);
        var reset = await client.PostAsJsonAsync("/api/v1/auth/reset-password", new { token = await host.MailedTokenAsync(person.Id, "reset-password"), password = IdentityHost.Password });
        Assert.Equal(HttpStatusCode.NoContent, reset.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await LogInAsync(person)).StatusCode);
    }

    [Fact]
    public async Task ListUsers_ByNameStatusAndDate_FindsThem()
    {
        var staff = await host.SignedInAsync("support");
        var person = await host.SignedInAsync();
        await host.Database.ExecuteAsync("UPDATE users SET display_name = 'Zoë 100%_sure' WHERE id = $1", person.Id);
        using var client = host.CreateClient(staff.AccessToken);
        foreach (var (query, isFound) in new[]
        {
            ("name=zo%C3%AB+100%25_", true), ("name=zo%C3%AB+100%25x", false), ("name=zo_", false), ("name=zo&status=unconfirmed", true), ("name=zo&status=active", false),
            ("name=zo&registeredFrom=2020-01-01T00:00:00Z", true), ("name=zo&registeredTo=2020-01-01T00:00:00Z", false),
        })
        {
            var items = (await (await client.GetAsync($"/api/v1/users?{query}")).JsonAsync()).GetProperty("items").EnumerateArray().ToArray();
            Assert.True(isFound == (items.Length == 1), query);
            if (isFound)
                Assert.NotEqual(default, items[0].GetProperty("lastLoginAt").GetDateTimeOffset());
        }

        foreach (var bad in new[] { "status=odd", "name=", $"name={new string('x', 101)}" })
            Assert.Equal("validation_failed", await (await client.GetAsync($"/api/v1/users?{bad}")).CodeAsync(422));
        Assert.NotNull(await (await client.GetAsync("/api/v1/users?registeredFrom=yesterday")).CodeAsync(400));
    }

    [Theory]
    [InlineData("name=Needle")]
    [InlineData("email=NEEDLE")]
    [InlineData("status=disabled")]
    [InlineData("name=hay")]
    [InlineData("email=h")]
    [InlineData("role=warehouse")]
    [InlineData("role=customer")]
    [InlineData("name=hay&status=disabled")]
    [InlineData("email=h&role=warehouse")]
    public async Task ListUsers_AmongManyUsers_ReadsFewPages(string query)
    {
        await host.SignedInAsync("warehouse");
        await host.Database.ExecuteAsync("""
            INSERT INTO users (id, user_name, normalized_user_name, email, normalized_email, security_stamp, concurrency_stamp, display_name, language, registered_at, email_confirmed,
                               disabled_at, disabled_reason)
            SELECT ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, a, upper(a), a, upper(a), '', '', CASE n WHEN 7 THEN 'Needle' ELSE 'Hay ' || n END, 'en', now(), true,
                   CASE n WHEN 9 THEN now() END, CASE n WHEN 9 THEN 'x' END
            FROM generate_series(1, 60000) n, LATERAL (SELECT CASE n WHEN 8 THEN 'needle@shop.example' ELSE 'hay' || n || '@shop.example' END AS a) address
            ON CONFLICT DO NOTHING
            """);
        await host.Database.ExecuteAsync(
            "INSERT INTO user_roles (user_id, role_id) SELECT u.id, r.id FROM users u, roles r WHERE u.display_name LIKE 'Hay %' AND r.name = 'customer' ON CONFLICT DO NOTHING");
        await host.Database.ExecuteAsync("ANALYZE");
        var staff = await host.SignedInAsync("support");
        using var client = host.CreateClient(staff.AccessToken);
        await client.GetAsync($"/api/v1/users?{query}");
        const string Read = "SELECT heap_blks_read + heap_blks_hit FROM pg_statio_user_tables WHERE relname = 'users'";
        const string Whole = "SELECT pg_relation_size('users') / 8192";
        // What others read meanwhile, such as a vacuum, is read once; the query reads each time.
        List<long> pages = [];
        for (var round = 0; round < 20 && pages.Count < 2; round++)
        {
            var before = await SettledAsync(Read);
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync($"/api/v1/users?{query}")).StatusCode);
            if (await SettledAsync(Read) - before is > 0 and var read)
                pages.Add(read);
        }

        Assert.Equal(2, pages.Count);
        Assert.True(pages.Min() < await host.Database.ScalarAsync<long>(Whole) / 5, $"{query} read {string.Join(", ", pages)} pages.");
    }

    // The server's counters come a moment after the fact: it is still when it stays as it is.
    private async Task<long> SettledAsync(string query)
    {
        var (last, same) = (-1L, 0);
        while (same < 4)
        {
            await host.Database.ExecuteAsync("SELECT pg_stat_force_next_flush()");
            var now = await host.Database.ScalarAsync<long>(query);
            (last, same) = (now, now == last ? same + 1 : 0);
            await Task.Delay(150, TestContext.Current.CancellationToken);
        }

        return last;
    }

    private static Task<HttpResponseMessage> DisableAsync(HttpClient client, Guid userId, string reason = "Chargebacks") =>
        client.PutAsJsonAsync($"/api/v1/users/{userId}/disablement", new { reason });

    private async Task<HttpResponseMessage> LogInAsync(SignedInPerson person)
    {
        using var client = host.CreateClient(token: null);
        return await client.PostAsJsonAsync("/api/v1/auth/login", new { email = person.Email, password = IdentityHost.Password });
    }
}
