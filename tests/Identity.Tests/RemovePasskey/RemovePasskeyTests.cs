using System.Net;
using System.Net.Http.Json;
using Npgsql;

namespace Commerce.Identity;

public sealed class RemovePasskeyTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    [Fact]
    public async Task RemovePasskey_NeedsAFreshSecondFactor_AndTakesTheRecoveryCodesAlongWithTheLastFactor()
    {
        var (person, device) = await host.WithPasskeyAsync();
        using var client = host.CreateClient(person.AccessToken);
        var id = await OnlyIdAsync(client);
        Assert.Equal("step_up_required", await (await client.DeleteAsync($"{PasskeyCalls.Passkeys}/{id}")).CodeAsync(401));
        using var fresh = host.CreateClient((await (await client.StepUpAsync(device)).JsonAsync()).AccessToken());
        using var stranger = host.CreateClient(await StrongTokenAsync());
        Assert.Equal("identity.passkey_not_found", await (await stranger.DeleteAsync($"{PasskeyCalls.Passkeys}/{id}")).CodeAsync(404));
        Assert.Equal(HttpStatusCode.NoContent, (await fresh.DeleteAsync($"{PasskeyCalls.Passkeys}/{id}")).StatusCode);
        Assert.Equal("identity.passkey_not_found", await (await fresh.DeleteAsync($"{PasskeyCalls.Passkeys}/{id}")).CodeAsync(404));
        Assert.Equal(0, await host.Database.ScalarAsync<long>("SELECT count(*) FROM recovery_codes WHERE user_id = $1", person.Id));
        Assert.Equal(1, await host.EventsAsync(person.Id, "passkey-removed"));
        Assert.Contains("A passkey was removed", (await host.MailAsync(person.Id, "second-factor-changed"))!.Text, StringComparison.Ordinal);
        await host.LogInAsync(person); // the password will do again
        device.Dispose();
    }

    [Fact]
    public async Task RemovePasskey_BesideAnAuthenticatorApp_KeepsTheRecoveryCodes_AndTheOtherWayRound()
    {
        var (person, device) = await host.WithPasskeyAsync();
        await host.AddAuthenticatorAsync(person.Id);
        using var client = host.CreateClient((await (await LogInAsync(device)).JsonAsync()).AccessToken());
        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync("/api/v1/users/me/second-factors/totp")).StatusCode);
        Assert.Equal(10, await CodesAsync(person.Id));
        await host.AddAuthenticatorAsync(person.Id);
        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync($"{PasskeyCalls.Passkeys}/{await OnlyIdAsync(client)}")).StatusCode);
        Assert.Equal(10, await CodesAsync(person.Id));
        device.Dispose();
    }

    [Fact]
    public async Task RemovePasskey_LeavesOneWayIn_WhateverHappensAtOnce()
    {
        var (person, device) = await host.WithPasskeyAsync();
        using var client = host.CreateClient((await (await LogInAsync(device)).JsonAsync()).AccessToken());
        using var second = host.NewDevice();
        Assert.Equal(HttpStatusCode.Created, (await client.AddAsync(second)).StatusCode);
        await host.Database.ExecuteAsync("UPDATE users SET password_hash = NULL WHERE id = $1", person.Id);
        await host.Database.ExecuteAsync("INSERT INTO external_logins VALUES ('forgotten', $2, $1, now())", person.Id, $"{person.Id}"); // nobody is asked there any more
        var ids = (await (await client.GetAsync(PasskeyCalls.Passkeys)).JsonAsync()).GetProperty("passkeys").EnumerateArray().Select(p => p.GetProperty("id").GetGuid()).ToArray();

        // Both are under way before either can end: whoever holds the account's row lets them go together.
        await using var holder = await host.Database.Source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await holder.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var hold = new NpgsqlCommand("SELECT 1 FROM users WHERE id = $1 FOR UPDATE", holder, transaction) { Parameters = { new() { Value = person.Id } } })
            await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        var removals = ids.Select(id => client.DeleteAsync($"{PasskeyCalls.Passkeys}/{id}")).ToArray();
        await host.UntilAsync("SELECT count(*) / 2 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'");
        await transaction.CommitAsync(TestContext.Current.CancellationToken);
        var answers = await Task.WhenAll(removals);
        Assert.Equal([HttpStatusCode.NoContent, HttpStatusCode.Conflict], answers.Select(a => a.StatusCode).Order());
        Assert.Equal("identity.last_way_in", await answers.Single(a => !a.IsSuccessStatusCode).CodeAsync(409));
        Assert.Equal(1, await host.Database.ScalarAsync<long>("SELECT count(*) FROM passkeys WHERE user_id = $1", person.Id));
        Assert.Equal(1, await host.EventsAsync(person.Id, "passkey-removed"));
        // The passkey is a way in, so the link may go.
        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync("/api/v1/users/me/external-logins/forgotten")).StatusCode);
        device.Dispose();
    }

    [Fact]
    public async Task Reset_OfAnAddressNeverConfirmed_TakesAStrangersPasskeyAway_AndOfAConfirmedOneLeavesIt()
    {
        foreach (var isConfirmed in new[] { false, true })
        {
            var (person, device) = await host.WithPasskeyAsync();
            await host.Database.ExecuteAsync("UPDATE users SET email_confirmed = $2 WHERE id = $1", person.Id, isConfirmed);
            using var client = host.CreateClient(token: null);
            await client.PostAsJsonAsync("/api/v1/auth/forgot-password", new { email = person.Email });
            var token = await host.MailedTokenAsync(person.Id, "reset-password");
            Assert.Equal(HttpStatusCode.NoContent, (await client.PostAsJsonAsync("/api/v1/auth/reset-password", new { token, password = "other words of mine own" })).StatusCode);
            Assert.Equal(isConfirmed ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, (await client.LogInAsync(device)).StatusCode);
            device.Dispose();
        }
    }

    [Fact]
    public async Task UndoOfAnEmailChange_TakesThePasskeysSinceThenAway()
    {
        var (person, before) = await host.WithPasskeyAsync();
        using var client = host.CreateClient((await (await LogInAsync(before)).JsonAsync()).AccessToken());
        await client.PutAsJsonAsync("/api/v1/users/me/email", new { email = host.NewEmail(), password = IdentityHost.Password });
        await client.PostAsJsonAsync("/api/v1/auth/confirm-new-email", new { token = await host.MailedTokenAsync(person.Id, "change-email") });
        using var since = host.NewDevice();
        Assert.Equal(HttpStatusCode.Created, (await client.AddAsync(since)).StatusCode);
        var undone = await client.PostAsJsonAsync("/api/v1/auth/undo-email-change", new { token = await host.MailedTokenAsync(person.Id, "email-changed") });
        Assert.Equal(HttpStatusCode.NoContent, undone.StatusCode);
        Assert.Equal("identity.invalid_passkey", await (await LogInAsync(since)).CodeAsync(401));
        Assert.Equal(HttpStatusCode.OK, (await LogInAsync(before)).StatusCode);
        before.Dispose();
    }

    private async Task<HttpResponseMessage> LogInAsync(SoftwareAuthenticator device)
    {
        using var nobody = host.CreateClient(token: null);
        return await nobody.LogInAsync(device);
    }

    private async Task<string> StrongTokenAsync() => (await host.SignedInAsync("support")).AccessToken;

    private Task<long> CodesAsync(Guid userId) => host.Database.ScalarAsync<long>("SELECT count(*) FROM recovery_codes WHERE user_id = $1", userId);

    private static async Task<Guid> OnlyIdAsync(HttpClient client) =>
        Assert.Single((await (await client.GetAsync(PasskeyCalls.Passkeys)).JsonAsync()).GetProperty("passkeys").EnumerateArray()).GetProperty("id").GetGuid();
}
