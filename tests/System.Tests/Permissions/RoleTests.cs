using Commerce.Cli;

namespace Commerce.SystemTests;

/// <summary>A role that staff make while the platform runs counts in every service, without a restart.</summary>
[Collection(OnePlatform.Name)]
public sealed class RoleTests(RunningPlatform platform)
{
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(5);

    // One of each service; 404 is an answer that only whoever may ask gets.
    private static readonly string[] s_doors =
        ["/api/v1/roles", "/api/v1/orders/checkouts", "/api/v1/payments", "/api/v1/warehouses", "/api/v1/dead-letters/catalog"];

    private static readonly string[] s_permissions = ["roles:read", "orders:read", "payments:read", "inventory:read", "messages:read"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Role_MadeAndEmptiedWhileThePlatformRuns_CountsInEveryServiceWithinFiveSeconds()
    {
        var owner = await platform.OwnerAsync();
        var name = $"auditor-{Guid.CreateVersion7():N}"[..20];
        (await owner.PostAsync("/api/v1/roles", new { name, permissions = Array.Empty<string>() }, Stop)).OrThrow("Making a role");
        var auditor = await AuditorAsync(owner, name);
        foreach (var door in s_doors)
            Assert.Equal(403, (await auditor.GetAsync(door, Stop)).Status);

        await SetAsync(owner, name, 1, s_permissions);
        await UntilAllAsync(auditor, 200);

        await SetAsync(owner, name, 2, []);
        await UntilAllAsync(auditor, 403);
        Assert.Equal(204, (await owner.SendAsync(HttpMethod.Delete, $"/api/v1/roles/{name}?takeFromHolders=true", null, Stop, ("If-Match", "\"3\""))).Status);
    }

    // One of the sample staff, as a role that grants something needs a second factor. The role is theirs beside the one they have.
    private async Task<ShopClient> AuditorAsync(ShopClient owner, string role)
    {
        const string Email = "catalog@shop.example";
        var found = (await owner.GetAsync($"/api/v1/users?email={Email}", Stop)).OrThrow("Finding the auditor").GetProperty("items")[0];
        var roles = found.GetProperty("roles").EnumerateArray().Select(r => r.GetString()).Append(role);
        var given = await owner.SendAsync(
            HttpMethod.Put, $"/api/v1/users/{found.GetProperty("id").GetString()}/roles", new { roles }, Stop,
            ("If-Match", $"\"{found.GetProperty("version").GetInt64()}\""));
        given.OrThrow("Giving the role");
        return await platform.Shop.StaffAsync(Email, Stop);
    }

    private static async Task SetAsync(ShopClient owner, string role, long version, string[] permissions) => (await owner.SendAsync(
        HttpMethod.Put, $"/api/v1/roles/{role}/permissions", new { permissions }, Stop, ("If-Match", $"\"{version}\""))).OrThrow("Changing a role");

    private static async Task UntilAllAsync(ShopClient caller, int status)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var answers = await Task.WhenAll(s_doors.Select(door => caller.GetAsync(door, Stop)));
            if (answers.All(a => a.Status == status))
                return;
            Assert.True(
                TimeProvider.System.GetElapsedTime(began) < s_soon,
                $"Not everywhere {status} within {s_soon.TotalSeconds} s: {string.Join(", ", s_doors.Zip(answers, (door, a) => $"{door} {a.Status}"))}");
            await Task.Delay(50, Stop);
        }
    }
}
