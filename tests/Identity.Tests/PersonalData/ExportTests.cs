using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Commerce.Data;
using Commerce.Identity.Contracts;
using Commerce.Messaging;
using Commerce.Privacy;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.Identity.PersonalData;

public sealed class ExportTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Export_IsReadyWhenEveryContextHasAnswered_AndHasEverything()
    {
        var (ada, device) = await host.WithPasskeyAsync();
        using var client = host.CreateClient(ada.AccessToken);
        var asked = await AskAsync(client);
        var request = await RequestAsync(asked.ExportId);
        Assert.Equal("preparing", asked.Status);
        using var early = await client.GetAsync(Archive(asked.ExportId), Stop);
        Assert.Equal(HttpStatusCode.Conflict, early.StatusCode);

        // In two parts that come in the wrong order, one of them twice.
        var (first, second) = Parts(request, "ordering", """{"orders":[{"orderId":"1"}]}""");
        await SayAsync(ada.Id, Share(request, "payments", """{"payments":[]}"""), second);
        await EventuallyAsync(async () => await host.Database.ScalarAsync<long>(
            "SELECT count(*) FROM data_export_parts WHERE export_id = $1", asked.ExportId) == 2);
        Assert.Equal(HttpStatusCode.Conflict, (await client.GetAsync(Archive(asked.ExportId), Stop)).StatusCode);
        await SayAsync(ada.Id, second, first);
        await UntilReadyAsync(client, asked.ExportId);

        using var archive = new ZipArchive(await client.GetStreamAsync(Archive(asked.ExportId), Stop));
        Assert.Equal(["identity.json", "ordering.json", "payments.json"], archive.Entries.Select(e => e.FullName));
        Assert.Equal("""{"orders":[{"orderId":"1"}]}""", await TextAsync(archive, "ordering.json"));
        var own = await TextAsync(archive, "identity.json");
        Assert.Contains(ada.Email, own, StringComparison.Ordinal);
        Assert.Equal("My phone", JsonDocument.Parse(own).RootElement.GetProperty("passkeys")[0].GetProperty("name").GetString());
        Assert.DoesNotContain(Convert.ToHexStringLower(device.CredentialId), own, StringComparison.Ordinal);
        device.Dispose();
        foreach (var secret in new[] { "password", "stamp", "hash", "public_key" })
            Assert.DoesNotContain(secret, own, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(0, await host.Database.ScalarAsync<long>("SELECT count(*) FROM data_export_parts WHERE export_id = $1", asked.ExportId));
        Assert.True(await host.Database.ScalarAsync<bool>("SELECT sealed_key IS NULL FROM data_exports WHERE id = $1", asked.ExportId));
    }

    [Fact]
    public async Task Export_AskedForAgainWhileItIsMade_IsTheSameOne_ByFiveAtOnce()
    {
        var ada = await host.SignedInAsync();
        using var client = host.CreateClient(ada.AccessToken);
        var asked = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => AskAsync(client)));
        Assert.Single(asked.Select(a => a.ExportId).Distinct());
        Assert.Equal(1, await host.Database.ScalarAsync<long>(
            "SELECT count(*) FROM outbox WHERE key = $1 AND envelope::jsonb ->> 'eventType' = 'identity.personal-data-requested.v1'", ada.Id.ToString()));
    }

    [Fact]
    public async Task Export_OfSomebodyElse_OrExpired_IsNotThere()
    {
        var (ada, bob) = (await host.SignedInAsync(), await host.SignedInAsync());
        using var hers = host.CreateClient(ada.AccessToken);
        using var his = host.CreateClient(bob.AccessToken);
        var asked = await AskAsync(hers);
        Assert.Equal(HttpStatusCode.NotFound, (await his.GetAsync(Archive(asked.ExportId), Stop)).StatusCode);
        await host.Database.ExecuteAsync("UPDATE data_exports SET expires_at = requested_at WHERE id = $1", asked.ExportId);
        Assert.Equal(HttpStatusCode.NotFound, (await hers.GetAsync(Archive(asked.ExportId), Stop)).StatusCode);
        await host.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<PurgeExpired>().Single().PurgeAsync(Stop);
        Assert.Equal(0, await host.Database.ScalarAsync<long>("SELECT count(*) FROM data_exports WHERE id = $1", asked.ExportId));
    }

    [Fact]
    public async Task Share_ForAnExportThatIsNotThere_ChangesNothing()
    {
        using var key = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        var (user, nobodys) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var request = new PersonalDataRequestedV1(nobodys, user, Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()), DateTimeOffset.UnixEpoch);
        await SayAsync(user, Share(request, "ordering", "{}"));
        await EventuallyAsync(async () => await host.Database.ScalarAsync<long>(
            "SELECT count(*) FROM inbox i JOIN outbox o USING (message_id) WHERE o.key = $1", user.ToString()) == 1);
        Assert.Equal(0, await host.Database.ScalarAsync<long>("SELECT count(*) FROM data_export_parts WHERE export_id = $1", nobodys));
    }

    private static string Archive(Guid exportId) => $"/api/v1/users/me/exports/{exportId}/archive";

    private static async Task<ExportView> AskAsync(HttpClient client)
    {
        using var answer = await client.PostAsync("/api/v1/users/me/exports", null, Stop);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<ExportView>(Stop))!;
    }

    private async Task<PersonalDataRequestedV1> RequestAsync(Guid exportId)
    {
        var envelope = await host.Database.ScalarAsync<string>("SELECT envelope FROM outbox WHERE envelope::jsonb -> 'data' ->> 'requestId' = $1", exportId.ToString());
        return JsonDocument.Parse(envelope!).RootElement.GetProperty("data").Deserialize<PersonalDataRequestedV1>(JsonSerializerOptions.Web)!;
    }

    private static string Sealed(PersonalDataRequestedV1 request, string json)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes(json));
        return Convert.ToBase64String(ForOneReader.Seal(Convert.FromBase64String(request.PublicKey), packed.ToArray(), request.RequestId.ToByteArray()));
    }

    private static DeliverPersonalDataV1 Share(PersonalDataRequestedV1 request, string context, string json) =>
        new(request.RequestId, request.UserId, context, 1, 1, Sealed(request, json), DateTimeOffset.UnixEpoch);

    private static (DeliverPersonalDataV1, DeliverPersonalDataV1) Parts(PersonalDataRequestedV1 request, string context, string json)
    {
        var text = Sealed(request, json);
        return (
            new(request.RequestId, request.UserId, context, 1, 2, text[..50], DateTimeOffset.UnixEpoch),
            new(request.RequestId, request.UserId, context, 2, 2, text[50..], DateTimeOffset.UnixEpoch));
    }

    private async Task SayAsync(Guid userId, params object[] messages)
    {
        await using var session = host.Services.GetRequiredService<SessionFactory>().Open(new RequestContext("test"));
        foreach (var message in messages)
            session.Publish(message, userId);
        await session.CommitAsync(Stop);
    }

    private static Task UntilReadyAsync(HttpClient client, Guid exportId) => EventuallyAsync(async () =>
        (await client.GetFromJsonAsync<ListExports.Response>("/api/v1/users/me/exports", Stop))!.Items.Single(e => e.ExportId == exportId).Status == "ready");

    internal static async Task EventuallyAsync(Func<Task<bool>> isSo)
    {
        for (var tries = 0; !await isSo(); tries++)
        {
            Assert.True(tries < 1200, "It did not happen in time.");
            await Task.Delay(25, Stop);
        }
    }

    private static async Task<string> TextAsync(ZipArchive archive, string name)
    {
        using var reader = new StreamReader(archive.GetEntry(name)!.Open());
        return await reader.ReadToEndAsync(Stop);
    }
}
