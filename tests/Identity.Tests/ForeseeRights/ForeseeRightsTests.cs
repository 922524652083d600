using System.Net;
using System.Net.Http.Json;

namespace Commerce.Identity;

public sealed class ForeseeRightsTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ForeseeRights_JudgesAllRolesOfAPersonTogether_AndChangesNothing()
    {
        using var owner = host.CreateClient((await host.SignedInAsync("owner")).AccessToken);
        await host.Database.ExecuteAsync("DELETE FROM user_roles WHERE role_id IN (SELECT id FROM roles WHERE name IN ('support', 'finance'))");
        var (support, both) = (await host.SignedInAsync("support"), await host.SignedInAsync("support", "finance"));
        await host.SignedInAsync("warehouse");
        // orders:read comes to one of the two by finance, too; payments:read is there already for that one.
        var foreseen = await ForeseeAsync(owner, ("support", ["orders:write", "payments:read"]));

        Assert.Equal(2, foreseen.Affected);
        var first = foreseen.People.Single(p => p.UserId == support.Id);
        Assert.Equal(["+payments:read", "-customers:read", "-orders:read"], Signed(first));
        var second = foreseen.People.Single(p => p.UserId == both.Id);
        Assert.Equal(["-customers:read"], Signed(second));
        Assert.Equal([("customers:read", 0, 2), ("orders:read", 0, 1), ("payments:read", 1, 0)], foreseen.Permissions.Select(p => (p.Permission, p.Gain, p.Lose)));
        Assert.Equal(0, foreseen.ApiKeys);
        var moved = await ForeseeAsync(owner, ("support", []), ("finance", ["orders:write", "orders:read", "customers:read", "payments:read", "payments:write"]));
        Assert.Equal([support.Id], moved.People.Select(p => p.UserId)); // what one role loses, the other gains
        Assert.Equal(0, (await ForeseeAsync(owner, ("support", ["orders:read", "orders:write", "customers:read"]))).Affected);
        Assert.Equal(0, (await ForeseeAsync(owner, ("not-there-yet", ["orders:read"]))).Affected);
    }

    [Fact]
    public async Task ForeseeRights_CountsTheKeysOfWhoLoses()
    {
        using var owner = host.CreateClient((await host.SignedInAsync("owner")).AccessToken);
        var clerk = await host.SignedInAsync("catalog-manager");
        foreach (var (scope, revoked) in new[] { ("catalog:write", false), ("catalog:write", true), ("catalog:read", false) })
            await host.Database.ExecuteAsync(
                """
                INSERT INTO api_keys (id, prefix, hash, name, scopes, permits_per_minute, issued_by, issued_at, expires_at, revoked_at)
                VALUES ($1, $2, $3, 'Key', ARRAY[$4], 600, $5, now(), now() + interval '1 day', CASE WHEN $6 THEN now() END)
                """,
                Guid.CreateVersion7(), Guid.CreateVersion7().ToString("N")[16..], Guid.CreateVersion7().ToByteArray(), scope, clerk.Id, revoked);
        Assert.Equal(1, (await ForeseeAsync(owner, ("catalog-manager", ["catalog:read"]))).ApiKeys);
    }

    [Fact]
    public async Task ForeseeRights_OfFixedRoles_OrWithBadInput_IsRefused()
    {
        using var owner = host.CreateClient((await host.SignedInAsync("owner")).AccessToken);
        Assert.Equal("identity.owner_role_is_fixed", await (await PostAsync(owner, new { changes = new[] { new { role = "owner", permissions = Array.Empty<string>() } } })).CodeAsync(409));
        Assert.Equal("identity.customer_role_is_fixed", await (await PostAsync(owner, new { changes = new[] { new { role = "customer", permissions = Array.Empty<string>() } } })).CodeAsync(409));
        Assert.Equal("validation_failed", await (await PostAsync(owner, new { changes = Array.Empty<object>() })).CodeAsync(422));
        Assert.Equal("validation_failed", await (await PostAsync(owner, new { changes = new object?[] { null } })).CodeAsync(422));
        using var clerk = host.CreateClient((await host.SignedInAsync("support")).AccessToken);
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(clerk, new { changes = new[] { new { role = "support", permissions = Array.Empty<string>() } } })).StatusCode);
    }

    private static IEnumerable<string> Signed(ForeseeRights.Person person) => [.. person.Gains.Select(g => "+" + g), .. person.Loses.Select(l => "-" + l)];

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, object body) => client.PostAsJsonAsync("/api/v1/roles/foresight", body, Stop);

    private static async Task<ForeseeRights.Response> ForeseeAsync(HttpClient client, params (string Role, string[] Permissions)[] changes)
    {
        var answer = await PostAsync(client, new { changes = changes.Select(c => new { role = c.Role, permissions = c.Permissions }) });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<ForeseeRights.Response>(Stop))!;
    }
}
