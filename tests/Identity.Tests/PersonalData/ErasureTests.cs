using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Commerce.Data;
using Commerce.Identity.Contracts;
using Commerce.Messaging;
using Commerce.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Commerce.Identity.PersonalData;

public sealed class ErasureTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Erasure_LeavesNothingOfTheAccount_AndIsCertifiedWhenEveryContextHasForgotten()
    {
        var (ada, device) = await host.WithPasskeyAsync();
        using var client = host.CreateClient(ada.AccessToken);
        using var nobody = host.CreateClient(token: null);
        await client.OfferAsync(PasskeyCalls.StepUp); // a ceremony that nobody ends
        using (var consent = await client.PutAsJsonAsync("/api/v1/users/me/consents/analytics", new { isGiven = true, wording = "2026-01" }, Stop))
            Assert.Equal(HttpStatusCode.OK, consent.StatusCode);

        var asked = await AskAsync(client, immediately: true);
        await ExportTests.EventuallyAsync(async () => (await ReceiptAsync(nobody, asked.Receipt)).Erasure.Status == "erasing");
        Assert.Empty(await host.Database.TablesWithAsync(ada.Email));
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/v1/users/me", Stop)).StatusCode);
        Assert.Equal("identity.invalid_passkey", await (await nobody.LogInAsync(device)).CodeAsync(401));
        device.Dispose();
        using var login = await nobody.PostAsJsonAsync("/api/v1/auth/login", new { email = ada.Email, password = IdentityHost.Password }, Stop);
        Assert.Equal(HttpStatusCode.Unauthorized, login.StatusCode);

        await SayAsync(ada.Id, new ConfirmErasureV1(asked.Erasure.ErasureId, ada.Id, "ordering", [new("shipping addresses", "deleted", 3)], DateTimeOffset.UnixEpoch));
        Assert.Null((await ReceiptAsync(nobody, asked.Receipt)).Certificate);
        var payments = new ConfirmErasureV1(asked.Erasure.ErasureId, ada.Id, "payments", [], DateTimeOffset.UnixEpoch);
        await SayAsync(ada.Id, payments, payments);
        await ExportTests.EventuallyAsync(async () => (await ReceiptAsync(nobody, asked.Receipt)).Erasure.Status == "completed");

        var done = await ReceiptAsync(nobody, asked.Receipt);
        Assert.Equal(["identity", "ordering", "payments"], done.Contexts!.AsArray().Select(c => c!["context"]!.GetValue<string>()));
        var stores = done.Contexts!.AsArray()[0]!["stores"]!.AsArray().ToDictionary(s => s!["store"]!.GetValue<string>(), s => s!["rows"]!.GetValue<long>());
        Assert.Equal((1, 1), (stores["passkeys"], stores["passkey ceremonies"]));
        await AssertSignedAsync(nobody, done.Certificate!);
        using var again = await nobody.PostAsJsonAsync(
            "/api/v1/auth/register", new { email = ada.Email, password = IdentityHost.Password, displayName = "Somebody New" }, Stop);
        Assert.Equal(HttpStatusCode.Accepted, again.StatusCode);
        Assert.NotEqual(ada.Id, await host.Database.ScalarAsync<Guid>("SELECT id FROM users WHERE email = $1", ada.Email));
    }

    [Fact]
    public async Task Erasure_CanBeWithdrawnUntilItIsDue()
    {
        var ada = await host.SignedInAsync();
        using var client = host.CreateClient(ada.AccessToken);
        var asked = await AskAsync(client, immediately: false);
        Assert.Equal(TimeSpan.FromDays(3), asked.Erasure.DueAt - asked.Erasure.RequestedAt);
        using var twice = await client.PostAsJsonAsync("/api/v1/users/me/erasure", new { immediately = true }, Stop);
        Assert.Equal(HttpStatusCode.Conflict, twice.StatusCode);
        Assert.Equal("waiting", (await client.GetFromJsonAsync<ErasureView>("/api/v1/users/me/erasure", Stop))!.Status);

        using var withdrawn = await client.DeleteAsync("/api/v1/users/me/erasure", Stop);
        Assert.Equal(HttpStatusCode.NoContent, withdrawn.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/api/v1/users/me/erasure", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.DeleteAsync("/api/v1/users/me/erasure", Stop)).StatusCode);
    }

    [Fact]
    public async Task Receipt_ThatIsMadeUp_LeadsNowhere()
    {
        using var nobody = host.CreateClient(token: null);
        Assert.Equal(HttpStatusCode.NotFound, (await nobody.GetAsync("/api/v1/auth/erasures/made-up", Stop)).StatusCode);
    }

    [Fact]
    public async Task EveryTableWithPeople_HangsOnTheAccount()
    {
        // Or an erasure would leave its rows behind, and an export would not have them.
        host.StartServer();
        var loose = new List<string>();
        await using var command = host.Database.Source.CreateCommand("""
            SELECT c.table_name FROM information_schema.columns c
            WHERE c.table_schema = 'public' AND c.column_name = 'user_id' AND NOT EXISTS (
                SELECT FROM pg_constraint k JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
                WHERE k.contype = 'f' AND k.confrelid = 'users'::regclass AND k.confdeltype = 'c'
                  AND k.conrelid = c.table_name::regclass AND a.attname = 'user_id')
            ORDER BY 1
            """);
        await using var reader = await command.ExecuteReaderAsync(Stop);
        while (await reader.ReadAsync(Stop))
            loose.Add(reader.GetString(0));
        Assert.Equal(["account_erasures", "consents", "erasure_requests"], loose); // proofs that name nobody
    }

    private static async Task<RequestErasure.Response> AskAsync(HttpClient client, bool immediately)
    {
        using var answer = await client.PostAsJsonAsync("/api/v1/users/me/erasure", new { immediately }, Stop);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<RequestErasure.Response>(Stop))!;
    }

    private static async Task<GetErasureReceipt.Response> ReceiptAsync(HttpClient client, string receipt) =>
        (await client.GetFromJsonAsync<GetErasureReceipt.Response>($"/api/v1/auth/erasures/{receipt}", Stop))!;

    private static async Task AssertSignedAsync(HttpClient client, string certificate)
    {
        var keys = await client.GetFromJsonAsync<JsonElement>("/realms/commerce/protocol/openid-connect/certs", Stop);
        var token = new JsonWebToken(certificate);
        Assert.Contains(keys.GetProperty("keys").EnumerateArray(), k => k.GetProperty("kid").GetString() == token.Kid);
        var key = new Microsoft.IdentityModel.Tokens.JsonWebKeySet(keys.GetRawText()).GetSigningKeys().Single(k => k.KeyId == token.Kid);
        var checkedToken = new JsonWebTokenHandler().ValidateToken(certificate, new()
        {
            IssuerSigningKey = key,
            ValidateAudience = false,
            ValidateLifetime = false,
            ValidateIssuer = false,
            RequireExpirationTime = false,
        });
        Assert.True(checkedToken.IsValid, checkedToken.Exception?.Message);
    }

    private async Task SayAsync(Guid userId, params object[] messages)
    {
        await using var session = host.Services.GetRequiredService<SessionFactory>().Open(new RequestContext("test"));
        foreach (var message in messages)
            session.Publish(message, userId);
        await session.CommitAsync(Stop);
    }
}
