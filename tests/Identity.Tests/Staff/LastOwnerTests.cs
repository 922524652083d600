using System.Net;
using System.Net.Http.Json;
using Npgsql;

namespace Commerce.Identity;

/// <summary>Whichever way the last owner who can sign in would go, the database keeps them.</summary>
public sealed class LastOwnerTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    private const string OthersOwnNothing = "DELETE FROM user_roles WHERE user_id <> ALL ($1) AND role_id = (SELECT id FROM roles WHERE name = 'owner')";

    private const string CountOwners = """
        SELECT count(*) FROM user_roles ur JOIN roles r ON r.id = ur.role_id JOIN users u ON u.id = ur.user_id WHERE r.name = 'owner' AND u.disabled_at IS NULL
        """;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TwoOwners_DisablingEachOtherAtOnce_LeaveOne()
    {
        for (var round = 0; round < 5; round++)
        {
            var (first, second) = (await host.SignedInAsync("owner"), await host.SignedInAsync("owner"));
            await host.Database.ExecuteAsync(OthersOwnNothing, new[] { first.Id, second.Id });
            using var firstClient = host.CreateClient(first.AccessToken);
            using var secondClient = host.CreateClient(second.AccessToken);
            var answers = await Task.WhenAll(DisableAsync(firstClient, second.Id), DisableAsync(secondClient, first.Id));
            Assert.Single(answers, a => a.StatusCode == HttpStatusCode.OK);
            Assert.Equal(1, await host.Database.ScalarAsync<long>(CountOwners));
        }
    }

    [Fact]
    public async Task TwoOwners_OneDisablesWhileTheOtherTakesTheRole_LeaveOne()
    {
        for (var round = 0; round < 5; round++)
        {
            var (first, second) = (await host.SignedInAsync("owner"), await host.SignedInAsync("owner"));
            await host.Database.ExecuteAsync(OthersOwnNothing, new[] { first.Id, second.Id });
            using var firstClient = host.CreateClient(first.AccessToken);
            using var secondClient = host.CreateClient(second.AccessToken);
            var answers = await Task.WhenAll(DisableAsync(firstClient, second.Id), SetRolesAsync(secondClient, first.Id, 1, []));
            Assert.Single(answers, a => a.StatusCode == HttpStatusCode.OK);
            Assert.Equal(1, await host.Database.ScalarAsync<long>(CountOwners));
        }
    }

    [Fact]
    public async Task LastOwner_BesideOneWhoIsDisabled_StaysTheOwner()
    {
        var (last, disabled) = (await host.SignedInAsync("owner"), await host.SignedInAsync("owner"));
        await host.Database.ExecuteAsync(OthersOwnNothing, new[] { last.Id, disabled.Id });
        using var client = host.CreateClient(last.AccessToken);
        Assert.Equal(HttpStatusCode.OK, (await DisableAsync(client, disabled.Id)).StatusCode);
        Assert.Equal("identity.last_owner", await (await SetRolesAsync(client, last.Id, 1, ["customer"])).CodeAsync(409));
        Assert.Equal("identity.last_owner", await (await client.PostAsJsonAsync("/api/v1/users/me/erasure", new { immediately = true }, Stop)).CodeAsync(409));
        await AssertKeptAsync("UPDATE users SET disabled_at = now(), disabled_reason = 'by hand' WHERE id = $1", last.Id);
        await AssertKeptAsync("DELETE FROM users WHERE id = $1", last.Id);
        await AssertKeptAsync("DELETE FROM user_roles WHERE user_id = $1", last.Id);
        await AssertKeptAsync("UPDATE role_permissions SET permissions = '{}' WHERE role = $1", "owner");
    }

    [Fact]
    public async Task LastOwner_ShutOutBySomebodyWithAllRights_IsRefused()
    {
        var (last, deputy) = (await host.SignedInAsync("owner"), await host.SignedInAsync("owner"));
        await host.Database.ExecuteAsync(OthersOwnNothing, new[] { last.Id, deputy.Id });
        // The deputy keeps every right by another role, and is no owner any more.
        await host.Database.ExecuteAsync("INSERT INTO roles (id, name, normalized_name, concurrency_stamp) VALUES ($1, 'deputy', 'DEPUTY', '1')", Guid.CreateVersion7());
        await host.Database.ExecuteAsync("INSERT INTO role_permissions (role, permissions, version) SELECT 'deputy', permissions, 0 FROM role_permissions WHERE role = 'owner'");
        await host.Database.ExecuteAsync("UPDATE user_roles SET role_id = (SELECT id FROM roles WHERE name = 'deputy') WHERE user_id = $1 AND role_id = (SELECT id FROM roles WHERE name = 'owner')", deputy.Id);
        using var client = host.CreateClient(deputy.AccessToken);
        Assert.Equal("identity.last_owner", await (await DisableAsync(client, last.Id)).CodeAsync(409));
        Assert.Equal("identity.last_owner", await (await SetRolesAsync(client, last.Id, 1, [])).CodeAsync(409));
    }

    [Fact]
    public async Task Erasure_OfWhoBecameTheLastOwner_WaitsAndHoldsNobodyUp()
    {
        var (last, other, ada) = (await host.SignedInAsync("owner"), await host.SignedInAsync("owner"), await host.SignedInAsync());
        await host.Database.ExecuteAsync(OthersOwnNothing, new[] { last.Id, other.Id });
        await host.Database.ExecuteAsync("UPDATE users SET disabled_at = now(), disabled_reason = 'left' WHERE id = $1", other.Id);
        foreach (var (id, days) in new[] { (last.Id, 2), (ada.Id, 1) })
            await host.Database.ExecuteAsync(
                "INSERT INTO account_erasures (id, user_id, receipt_hash, requested_at, due_at) VALUES ($1, $2, $3, now(), now() - make_interval(days => $4))",
                Guid.CreateVersion7(), id, id.ToByteArray(), days);
        await host.UntilAsync("SELECT count(*) FROM account_erasures WHERE user_id = $1 AND erased_at IS NOT NULL", ada.Id);
        Assert.Equal(1, await host.Database.ScalarAsync<long>("SELECT count(*) FROM users WHERE id = $1", last.Id));

        await host.Database.ExecuteAsync("UPDATE users SET disabled_at = NULL, disabled_reason = NULL WHERE id = $1", other.Id);
        await host.UntilAsync("SELECT count(*) FROM account_erasures WHERE user_id = $1 AND erased_at IS NOT NULL", last.Id);
    }

    [Fact]
    public async Task CallersRights_EndWithTheirAccount()
    {
        // The token is good until the session's end is heard; the rows are not.
        var (owner, other, person) = (await host.SignedInAsync("owner"), await host.SignedInAsync("owner"), await host.SignedInAsync());
        using var client = host.CreateClient(other.AccessToken);
        Assert.NotEqual(owner.Id, other.Id);
        await host.Database.ExecuteAsync("UPDATE users SET disabled_at = now(), disabled_reason = 'left' WHERE id = $1", other.Id);
        Assert.Equal("identity.beyond_own_rights", await (await SetRolesAsync(client, person.Id, 1, ["customer", "support"])).CodeAsync(403));
    }

    private async Task AssertKeptAsync(string statement, object parameter)
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(() => host.Database.ExecuteAsync(statement, parameter));
        Assert.True(refused.ConstraintName is "an_owner_remains" or "owner_gives_rights", refused.Message);
    }

    private static Task<HttpResponseMessage> DisableAsync(HttpClient client, Guid userId) =>
        client.PutAsJsonAsync($"/api/v1/users/{userId}/disablement", new { reason = "Gone" }, Stop);

    private static async Task<HttpResponseMessage> SetRolesAsync(HttpClient client, Guid userId, long version, string[] roles)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/users/{userId}/roles") { Content = JsonContent.Create(new { roles }) };
        request.Headers.Add("If-Match", $"\"{version}\"");
        return await client.SendAsync(request, Stop);
    }
}
