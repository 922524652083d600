using System.Net;
using System.Net.Http.Json;
using Npgsql;

namespace Commerce.Identity;

public sealed class AddPasskeyTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    [Fact]
    public async Task AddPasskey_ByTheOwner_IsListed_AndBringsRecoveryCodesOnce()
    {
        var person = await host.SignedInAsync();
        using var client = host.CreateClient(person.AccessToken);
        using var device = host.NewDevice();
        (device.MayBeCopied, device.IsCopied) = (true, true);
        var answer = await client.AddAsync(device, "Ada's phone");
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        var added = await answer.JsonAsync();
        Assert.Equal(10, added.GetProperty("recoveryCodes").GetArrayLength());
        Assert.Equal(1, await host.EventsAsync(person.Id, "passkey-added"));
        Assert.Contains("Ada's phone", (await host.MailAsync(person.Id, "second-factor-changed"))!.Text, StringComparison.Ordinal);

        using var again = host.CreateClient((await (await client.StepUpAsync(device)).JsonAsync()).AccessToken());
        using var second = host.NewDevice();
        var other = await (await again.AddAsync(second, "A key")).JsonAsync();
        Assert.Equal(0, other.GetProperty("recoveryCodes").GetArrayLength());

        var listed = (await (await client.GetAsync(PasskeyCalls.Passkeys)).JsonAsync()).GetProperty("passkeys").EnumerateArray().ToArray();
        Assert.Equal(["Ada's phone", "A key"], listed.Select(p => p.GetProperty("name").GetString()));
        Assert.Equal([true, false], listed.Select(p => p.GetProperty("synced").GetBoolean()));
        Assert.NotEqual(System.Text.Json.JsonValueKind.Null, listed[0].GetProperty("lastUsedAt").ValueKind);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, listed[1].GetProperty("lastUsedAt").ValueKind);
        var factors = await (await client.GetAsync("/api/v1/users/me/second-factors")).JsonAsync();
        Assert.Equal("passkey", Assert.Single(factors.GetProperty("factors").EnumerateArray()).GetProperty("method").GetString());
        Assert.Equal(10, factors.GetProperty("recoveryCodesLeft").GetInt32());
    }

    [Fact]
    public async Task AddPasskey_NeedsAFreshLogin_AndASecondFactorWhereThereIsOne()
    {
        var person = await host.SignedInAsync();
        using var client = host.CreateClient(person.AccessToken);
        using var nobody = host.CreateClient(token: null);
        Assert.Equal("unauthenticated", await (await nobody.PostAsync($"{PasskeyCalls.Passkeys}/options", null)).CodeAsync(401));
        await host.AddAuthenticatorAsync(person.Id);
        var refused = await client.PostAsync($"{PasskeyCalls.Passkeys}/options", null); // the password alone opened this session
        Assert.Equal("step_up_required", await refused.CodeAsync(401));
        Assert.Contains("acr_values=\"2\"", refused.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);

        var stepped = await client.PostAsJsonAsync("/api/v1/auth/step-up", new { method = "totp", code = host.CodeOf(person.Id) });
        using var fresh = host.CreateClient((await stepped.JsonAsync()).AccessToken());
        using var device = host.NewDevice();
        var (ceremony, options) = await fresh.OfferAsync(PasskeyCalls.Passkeys);
        var body = new { ceremony, name = "My phone", credential = device.Make(options) };
        Assert.Equal("step_up_required", await (await client.PostAsJsonAsync(PasskeyCalls.Passkeys, body)).CodeAsync(401));
        Assert.Equal(HttpStatusCode.Created, (await fresh.PostAsJsonAsync(PasskeyCalls.Passkeys, body)).StatusCode);

        host.Time.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal("step_up_required", await (await fresh.PostAsync($"{PasskeyCalls.Passkeys}/options", null)).CodeAsync(401));
        Assert.Equal("step_up_required", await (await fresh.PostAsJsonAsync(PasskeyCalls.Passkeys, body)).CodeAsync(401));
    }

    [Theory]
    [InlineData("origin")]
    [InlineData("relying party")]
    [InlineData("challenge")]
    [InlineData("type")]
    [InlineData("frame")]
    [InlineData("absent user")]
    [InlineData("unverified user")]
    [InlineData("impossible copy")]
    [InlineData("algorithm")]
    public async Task AddPasskey_OfABentDevice_IsRefused(string bent)
    {
        var person = await host.SignedInAsync();
        using var client = host.CreateClient(person.AccessToken);
        using var device = host.NewDevice();
        device.Bend(bent);
        Assert.Equal("identity.passkey_refused", await (await client.AddAsync(device)).CodeAsync(422));
        Assert.Equal(0, await CountAsync(person.Id));
    }

    [Fact]
    public async Task AddPasskey_TakesACeremonyOnce_FromWhoBeganIt_ForWhatItWasBegun_AndInTime()
    {
        var (person, other) = (await host.SignedInAsync(), await host.SignedInAsync());
        using var client = host.CreateClient(person.AccessToken);
        using var stranger = host.CreateClient(other.AccessToken);
        using var elsewhere = host.CreateClient((await host.LogInAsync(person)).AccessToken());
        using var device = host.NewDevice();
        var (ceremony, options) = await client.OfferAsync(PasskeyCalls.Passkeys);
        var body = new { ceremony, name = "My phone", credential = device.Make(options) };
        foreach (var thief in new[] { stranger, elsewhere })
            Assert.Equal("identity.passkey_ceremony_over", await (await thief.PostAsJsonAsync(PasskeyCalls.Passkeys, body)).CodeAsync(401));
        Assert.Equal("identity.passkey_ceremony_over", await (await client.LogInAsync(ceremony, device.Sign(options))).CodeAsync(401));
        Assert.Equal(HttpStatusCode.Created, (await client.PostAsJsonAsync(PasskeyCalls.Passkeys, body)).StatusCode);

        using var late = host.NewDevice();
        using var fresh = host.CreateClient((await (await client.StepUpAsync(device)).JsonAsync()).AccessToken());
        Assert.Equal("identity.passkey_ceremony_over", await (await fresh.PostAsJsonAsync(PasskeyCalls.Passkeys, body)).CodeAsync(401)); // once
        (ceremony, options) = await fresh.OfferAsync(PasskeyCalls.Passkeys);
        host.Time.Advance(TimeSpan.FromMinutes(5));
        var tooLate = await fresh.PostAsJsonAsync(PasskeyCalls.Passkeys, new { ceremony, name = "Late", credential = late.Make(options) });
        Assert.Equal("identity.passkey_ceremony_over", await tooLate.CodeAsync(401));
        Assert.Equal(1, await CountAsync(person.Id));
    }

    [Fact]
    public async Task AddPasskey_ThatSomebodyHas_IsRefused_AndOfTwoAtOnceOneWins()
    {
        var (person, device) = await host.WithPasskeyAsync();
        var thief = await host.SignedInAsync();
        using var client = host.CreateClient(thief.AccessToken);
        using var copy = new SoftwareAuthenticator(device.Origin) { CredentialId = device.CredentialId };
        Assert.Equal("identity.passkey_known", await (await client.AddAsync(copy)).CodeAsync(409));

        // Both are past every look at what there is before either can be stored: whoever is about to store the same lets them go together.
        var people = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => host.SignedInAsync()));
        var id = System.Security.Cryptography.RandomNumberGenerator.GetBytes(16);
        await using var holder = await host.Database.Source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await holder.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var hold = new NpgsqlCommand(
            """
            INSERT INTO passkeys (id, user_id, credential_id, public_key, name, sign_count, transports, backup_eligible, backed_up, created_at)
            VALUES (gen_random_uuid(), $1, $2, '\x00', 'Held', 0, '{}', false, false, now())
            """,
            holder,
            transaction);
        hold.Parameters.Add(new() { Value = person.Id });
        hold.Parameters.Add(new() { Value = id });
        await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        var adding = people.Select(async one =>
        {
            using var theirs = host.CreateClient(one.AccessToken);
            using var same = new SoftwareAuthenticator(device.Origin) { CredentialId = id };
            return await theirs.AddAsync(same);
        }).ToArray();
        await host.UntilAsync("SELECT count(*) / 2 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'");
        await transaction.RollbackAsync(TestContext.Current.CancellationToken);
        var answers = await Task.WhenAll(adding);
        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.Created);
        Assert.Equal("identity.passkey_known", await answers.Single(a => a.StatusCode != HttpStatusCode.Created).CodeAsync(409));
        Assert.Equal(1, await host.Database.ScalarAsync<long>("SELECT count(*) FROM passkeys WHERE credential_id = $1", id));
    }

    [Fact]
    public async Task AddPasskey_ManyAtOnce_StopsAtTwenty_AndBringsOneSetOfRecoveryCodes()
    {
        var person = await host.SignedInAsync();
        await host.Database.ExecuteAsync(
            """
            INSERT INTO passkeys (id, user_id, credential_id, public_key, name, sign_count, transports, backup_eligible, backed_up, created_at)
            SELECT gen_random_uuid(), $1, uuid_send(gen_random_uuid()), '\x00', 'Old', 0, '{}', false, false, now() FROM generate_series(1, 18)
            """,
            person.Id);
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(async _ =>
        {
            using var client = host.CreateClient(StrongToken(person));
            using var device = host.NewDevice();
            return await client.AddAsync(device);
        }));
        Assert.Equal(2, answers.Count(a => a.StatusCode == HttpStatusCode.Created));
        foreach (var refused in answers.Where(a => a.StatusCode != HttpStatusCode.Created))
            Assert.Equal("identity.too_many_passkeys", await refused.CodeAsync(409));
        Assert.Equal(20, await CountAsync(person.Id));
        Assert.Equal(10, await host.Database.ScalarAsync<long>("SELECT count(*) FROM recovery_codes WHERE user_id = $1", person.Id));
        var sets = await Task.WhenAll(answers.Where(a => a.IsSuccessStatusCode).Select(async a => (await a.JsonAsync()).GetProperty("recoveryCodes").GetArrayLength()));
        Assert.Equal([0, 10], sets.Order());
    }

    [Theory]
    [InlineData("null", 400)]
    [InlineData("[]", 400)]
    [InlineData("{", 400)]
    [InlineData("""{"ceremony":"x","name":"y"}""", 400)]
    [InlineData("""{"ceremony":"x","name":"y","credential":null}""", 422)]
    [InlineData("""{"ceremony":"x","name":"y","credential":[]}""", 422)]
    [InlineData("""{"ceremony":"x","name":"y","credential":"z"}""", 422)]
    [InlineData("""{"ceremony":"x","name":"y","credential":{}}""", 422)]
    [InlineData("""{"ceremony":"x","name":"y","credential":{"id":"AA","response":[]}}""", 422)]
    [InlineData("""{"ceremony":"x","name":"y","credential":{"id":1,"response":{"clientDataJSON":"AA","attestationObject":"AA"}}}""", 422)]
    [InlineData("""{"ceremony":"x","name":"y","credential":{"id":"A A=","response":{"clientDataJSON":"AA","attestationObject":"AA"}}}""", 422)]
    [InlineData("""{"ceremony":"x","name":"y","credential":{"id":"AA","response":{"clientDataJSON":"AA"}}}""", 422)]
    [InlineData("""{"ceremony":"x","name":"y","credential":{"id":"AA\u0000","response":{}}}""", 400)]
    [InlineData("""{"ceremony":"x","name":"y","credential":{"id":"\ud800","response":{}}}""", 400)]
    [InlineData("""{"ceremony":"","name":"y","credential":{"id":"AA","response":{"clientDataJSON":"AA","attestationObject":"AA"}}}""", 422)]
    [InlineData("""{"ceremony":"x","name":"","credential":{"id":"AA","response":{"clientDataJSON":"AA","attestationObject":"AA"}}}""", 422)]
    [InlineData("""{"ceremony":"x","name":"a\u202eb","credential":{"id":"AA","response":{"clientDataJSON":"AA","attestationObject":"AA"}}}""", 422)]
    [InlineData("""{"ceremony":"x","name":"y","credential":{"id":"AA","response":{"clientDataJSON":"AA","attestationObject":"AA"}},"userId":"z"}""", 400)]
    [InlineData("""{"ceremony":"x","name":"y","credential":{"id":"AA","response":{"clientDataJSON":"AA","attestationObject":"AA"}}}""", 401)]
    public async Task AddPasskey_WithGarbage_IsRefused(string body, int status)
    {
        var person = await host.SignedInAsync();
        using var client = host.CreateClient(person.AccessToken);
        var answer = await client.PostAsync(PasskeyCalls.Passkeys, new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
        Assert.NotNull(await answer.CodeAsync(status));
    }

    [Fact]
    public async Task AddPasskey_WithEveryKindOfBrokenBytes_IsRefused()
    {
        var person = await host.SignedInAsync();
        using var client = host.CreateClient(person.AccessToken);
        using var device = host.NewDevice();
        foreach (var (field, bytes) in BrokenBytes.Of("clientDataJSON", "attestationObject"))
        {
            var (ceremony, options) = await client.OfferAsync(PasskeyCalls.Passkeys);
            var credential = device.Make(options);
            credential["response"]![field] = bytes(credential["response"]![field]!.GetValue<string>());
            var answer = await client.PostAsJsonAsync(PasskeyCalls.Passkeys, new { ceremony, name = "My phone", credential });
            Assert.True(answer.StatusCode == HttpStatusCode.UnprocessableEntity, $"{field} {credential["response"]![field]}: {await answer.Content.ReadAsStringAsync()}");
            Assert.Equal("identity.passkey_refused", await answer.CodeAsync(422));
        }

        foreach (var type in new[] { "password", "" })
        {
            var (ceremony, options) = await client.OfferAsync(PasskeyCalls.Passkeys);
            var credential = device.Make(options);
            credential["type"] = type;
            Assert.Equal("identity.passkey_refused", await (await client.PostAsJsonAsync(PasskeyCalls.Passkeys, new { ceremony, name = "My phone", credential })).CodeAsync(422));
        }

        var (last, offered) = await client.OfferAsync(PasskeyCalls.Passkeys);
        var foreign = device.Make(offered);
        foreign["id"] = "AAAA"; // not the one in the signed data
        Assert.Equal("identity.passkey_refused", await (await client.PostAsJsonAsync(PasskeyCalls.Passkeys, new { ceremony = last, name = "My phone", credential = foreign })).CodeAsync(422));
        Assert.Equal(0, await CountAsync(person.Id));
    }

    [Fact]
    public async Task NamePasskey_IsForItsOwner()
    {
        var (person, _) = await host.WithPasskeyAsync();
        var other = await host.SignedInAsync();
        using var client = host.CreateClient(person.AccessToken);
        using var stranger = host.CreateClient(other.AccessToken);
        var id = (await (await client.GetAsync(PasskeyCalls.Passkeys)).JsonAsync()).GetProperty("passkeys")[0].GetProperty("id").GetGuid();
        Assert.Equal("identity.passkey_not_found", await (await stranger.PutAsJsonAsync($"{PasskeyCalls.Passkeys}/{id}/name", new { name = "Mine" })).CodeAsync(404));
        var renamed = await client.PutAsJsonAsync($"{PasskeyCalls.Passkeys}/{id}/name", new { name = "The old phone" });
        Assert.Equal("The old phone", (await renamed.JsonAsync()).GetProperty("name").GetString());
        Assert.Equal("validation_failed", await (await client.PutAsJsonAsync($"{PasskeyCalls.Passkeys}/{id}/name", new { name = " " })).CodeAsync(422));
        Assert.Equal("The old phone", await host.Database.ScalarAsync<string>("SELECT name FROM passkeys WHERE id = $1", id));
    }

    private Task<long> CountAsync(Guid userId) => host.Database.ScalarAsync<long>("SELECT count(*) FROM passkeys WHERE user_id = $1", userId);

    // Not by a code: each is good once.
    private string StrongToken(SignedInPerson person) => ((AccessTokens)host.Services.GetService(typeof(AccessTokens))!)
        .Issue(new(person.Id, Guid.CreateVersion7(), host.Time.GetUtcNow(), ["pwd", "otp", "mfa"], ["customer"]));
}
