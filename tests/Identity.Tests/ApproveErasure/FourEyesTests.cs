using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;

namespace Commerce.Identity;

/// <summary>Staff erase an account only together.</summary>
public sealed class FourEyesTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Erasure_AskedByOneAndApprovedByAnother_IsDoneAfterTheGrace_AndTheOwnerIsTold()
    {
        var (first, second, ada) = (await StaffAsync(), await StaffAsync(), await host.SignedInAsync());
        var asked = await AskAsync(first, ada.Id);
        Assert.Equal(("waiting", "Letter, ticket 4711"), (asked.Status, asked.Reason));
        Assert.Equal("identity.erasure_request_waits", await (await PostAsync(second, $"users/{ada.Id}/erasure-requests", new { reason = "Again" })).CodeAsync(409));
        Assert.Equal("identity.four_eyes", await (await PostAsync(first, $"erasure-requests/{asked.Id}/approval")).CodeAsync(403));
        Assert.Equal(0, await host.Database.ScalarAsync<long>("SELECT count(*) FROM account_erasures WHERE user_id = $1", ada.Id));

        var approved = await ReadAsync(await PostAsync(second, $"erasure-requests/{asked.Id}/approval"));
        Assert.Equal("approved", approved.Status);
        Assert.Equal(TimeSpan.FromDays(3), approved.DueAt - approved.DecidedAt);
        Assert.Contains("will be erased", (await host.MailAsync(ada.Id, "erasure-planned"))!.Text, StringComparison.Ordinal);
        Assert.Equal("identity.erasure_request_decided", await (await PostAsync(await StaffAsync(), $"erasure-requests/{asked.Id}/approval")).CodeAsync(409));

        await host.Database.ExecuteAsync("UPDATE account_erasures SET due_at = now() - interval '1 hour' WHERE user_id = $1", ada.Id);
        await host.UntilAsync("SELECT count(*) FROM account_erasures WHERE user_id = $1 AND erased_at IS NOT NULL", ada.Id);
        var erased = Assert.Single(await ListAsync(first, $"userId={ada.Id}"));
        Assert.Equal(("erased", null, null), (erased.Status, erased.Email, erased.Reason));
        Assert.Equal("identity.erasure_request_decided", await (await PostAsync(first, $"erasure-requests/{asked.Id}/rejection", new { reason = "Too late" })).CodeAsync(409));
    }

    [Fact]
    public async Task Request_DecidedByTwoAtOnce_IsDecidedOnce()
    {
        var (first, second, third) = (await StaffAsync(), await StaffAsync(), await StaffAsync());
        for (var round = 0; round < 5; round++)
        {
            var ada = await host.SignedInAsync();
            var asked = await AskAsync(first, ada.Id);
            var answers = await Task.WhenAll(
                PostAsync(second, $"erasure-requests/{asked.Id}/approval"), PostAsync(third, $"erasure-requests/{asked.Id}/approval"));
            Assert.Single(answers, a => a.StatusCode == HttpStatusCode.OK);
            Assert.Single(answers, a => a.StatusCode == HttpStatusCode.Conflict);
            Assert.Equal(1, await host.Database.ScalarAsync<long>("SELECT count(*) FROM account_erasures WHERE user_id = $1", ada.Id));
        }
    }

    [Fact]
    public async Task Request_ApprovedAndRejectedAtOnce_EndsAsOneOfThem()
    {
        var (first, second, third) = (await StaffAsync(), await StaffAsync(), await StaffAsync());
        for (var round = 0; round < 5; round++)
        {
            var ada = await host.SignedInAsync();
            var asked = await AskAsync(first, ada.Id);
            await Task.WhenAll(
                PostAsync(second, $"erasure-requests/{asked.Id}/approval"), PostAsync(third, $"erasure-requests/{asked.Id}/rejection", new { reason = "No" }));
            var now = Assert.Single(await ListAsync(first, $"userId={ada.Id}"));
            Assert.Equal(now.Status == "approved" ? 1 : 0, await host.Database.ScalarAsync<long>("SELECT count(*) FROM account_erasures WHERE user_id = $1", ada.Id));
            Assert.True(now.Status is "approved" or "rejected", now.Status);
        }
    }

    [Fact]
    public async Task Erasure_CanBeStopped_ByStaffWithAReason_OrByTheOwner()
    {
        var (first, second, ada) = (await StaffAsync(), await StaffAsync(), await host.SignedInAsync());
        var asked = await AskAsync(first, ada.Id);
        Assert.Equal("validation_failed", await (await PostAsync(first, $"erasure-requests/{asked.Id}/rejection", new { reason = "" })).CodeAsync(422));
        Assert.Equal("rejected", (await ReadAsync(await PostAsync(first, $"erasure-requests/{asked.Id}/rejection", new { reason = "Another Ada" }))).Status);
        var again = await AskAsync(first, ada.Id);
        await PostAsync(second, $"erasure-requests/{again.Id}/approval");
        var stopped = await ReadAsync(await PostAsync(first, $"erasure-requests/{again.Id}/rejection", new { reason = "They called" }));
        Assert.Equal(("rejected", "They called"), (stopped.Status, stopped.DecisionReason));
        Assert.Equal(0, await host.Database.ScalarAsync<long>("SELECT count(*) FROM account_erasures WHERE user_id = $1", ada.Id));

        var third = await AskAsync(first, ada.Id);
        await PostAsync(second, $"erasure-requests/{third.Id}/approval");
        using var own = host.CreateClient(ada.AccessToken);
        Assert.Equal(HttpStatusCode.NoContent, (await own.DeleteAsync("/api/v1/users/me/erasure", Stop)).StatusCode);
        Assert.Equal(["withdrawn", "rejected", "rejected"], (await ListAsync(first, $"userId={ada.Id}")).Select(r => r.Status));
        Assert.Equal("withdrawn", Assert.Single(await ListAsync(first, $"userId={ada.Id}&status=withdrawn")).Status);
    }

    [Fact]
    public async Task FourEyes_AreKeptByTheDatabase()
    {
        var somebody = Guid.CreateVersion7();
        host.StartServer();
        var refused = await Assert.ThrowsAsync<PostgresException>(() => host.Database.ExecuteAsync(
            "INSERT INTO erasure_requests (id, user_id, reason, requested_by, requested_at, decision, decided_by, decided_at, erasure_id) VALUES ($1, $1, 'x', $2, now(), 'approved', $2, now(), $1)",
            Guid.CreateVersion7(), somebody));
        Assert.Equal("four_eyes", refused.ConstraintName);
    }

    [Fact]
    public async Task Requests_BeyondOnesRights_AreRefused()
    {
        var (first, clerk, ada) = (await StaffAsync(), await host.SignedInAsync("support"), await host.SignedInAsync());
        using var support = host.CreateClient(clerk.AccessToken);
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(support, $"users/{ada.Id}/erasure-requests", new { reason = "x" })).StatusCode);
        Assert.Equal("identity.user_not_found", await (await PostAsync(first, $"users/{Guid.CreateVersion7()}/erasure-requests", new { reason = "x" })).CodeAsync(404));
        Assert.Equal("identity.erasure_request_not_found", await (await PostAsync(first, $"erasure-requests/{Guid.CreateVersion7()}/approval")).CodeAsync(404));
        Assert.Equal("validation_failed", await (await first.GetAsync("/api/v1/erasure-requests?status=odd", Stop)).CodeAsync(422));
        var asked = await AskAsync(first, ada.Id);
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(support, $"erasure-requests/{asked.Id}/approval")).StatusCode);
        Assert.Single(await ListAsync(support, $"userId={ada.Id}"));
    }

    private async Task<HttpClient> StaffAsync() => host.CreateClient((await host.SignedInAsync("owner")).AccessToken);

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string path, object? body = null) =>
        body is null ? client.PostAsync($"/api/v1/{path}", null, Stop) : client.PostAsJsonAsync($"/api/v1/{path}", body, Stop);

    private static async Task<ErasureRequestView> AskAsync(HttpClient client, Guid userId)
    {
        var answer = await PostAsync(client, $"users/{userId}/erasure-requests", new { reason = "Letter, ticket 4711" });
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return await ReadAsync(answer);
    }

    private static async Task<ErasureRequestView> ReadAsync(HttpResponseMessage answer) => (await answer.Content.ReadFromJsonAsync<ErasureRequestView>(Stop))!;

    private static async Task<List<ErasureRequestView>> ListAsync(HttpClient client, string query) =>
        (await (await client.GetAsync($"/api/v1/erasure-requests?{query}", Stop)).JsonAsync()).GetProperty("items").Deserialize<List<ErasureRequestView>>(JsonSerializerOptions.Web)!;
}
