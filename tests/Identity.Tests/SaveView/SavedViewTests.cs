using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Commerce.Identity;

/// <summary>Views of the portal's lists: one's own, and those that colleagues share.</summary>
public sealed class SavedViewTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    private const string Views = "/api/v1/staff/views";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task View_IsSeenByItsOwner_AndByColleaguesOnlyWhenShared()
    {
        using var mine = await ClientAsync("support");
        using var colleague = await ClientAsync("warehouse");
        var list = NewList();
        var secret = await SaveAsync(mine, list, "Mine alone", "q=lamp");
        var shared = await SaveAsync(mine, list, "For all", "status=paid&sort=placedAt", isShared: true);

        Assert.Equal(["For all", "Mine alone"], (await ListAsync(mine, list)).Select(v => v.GetProperty("name").GetString()));
        var seen = Assert.Single(await ListAsync(colleague, list));
        Assert.Equal((shared, false, true), (seen.GetProperty("id").GetGuid(), seen.GetProperty("isMine").GetBoolean(), seen.GetProperty("isShared").GetBoolean()));
        Assert.Equal("status=paid&sort=placedAt", seen.GetProperty("query").GetString());
        Assert.Equal("identity.view_not_found", await (await EditAsync(colleague, secret, 1, "Taken", "")).CodeAsync(404));
        Assert.Equal("identity.view_not_found", await (await colleague.DeleteAsync($"{Views}/{secret}", Stop)).CodeAsync(404));
        Assert.Equal("identity.view_of_somebody_else", await (await EditAsync(colleague, shared, 1, "Taken", "")).CodeAsync(403));
        Assert.Equal("identity.view_of_somebody_else", await (await colleague.DeleteAsync($"{Views}/{shared}", Stop)).CodeAsync(403));
        Assert.Empty(await ListAsync(colleague, NewList()));

        Assert.Equal(HttpStatusCode.OK, (await EditAsync(mine, shared, 1, "No longer for all", "")).StatusCode);
        Assert.Empty(await ListAsync(colleague, list));
    }

    [Fact]
    public async Task View_ChangedByTwoTabs_KeepsTheFirst()
    {
        using var mine = await ClientAsync("support");
        var list = NewList();
        var id = await SaveAsync(mine, list, "Late", "overdue=true");
        Assert.Equal(HttpStatusCode.OK, (await EditAsync(mine, id, 1, "Very late", "overdue=true", isShared: true)).StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await EditAsync(mine, id, 1, "Too late", "")).StatusCode);
        using var unconditional = await mine.PutAsJsonAsync($"{Views}/{id}", new { name = "x", query = "", isShared = false }, Stop);
        Assert.Equal(HttpStatusCode.PreconditionRequired, unconditional.StatusCode);
        var kept = Assert.Single(await ListAsync(mine, list));
        Assert.Equal(("Very late", 2, true), (kept.GetProperty("name").GetString(), kept.GetProperty("version").GetInt32(), kept.GetProperty("isShared").GetBoolean()));
    }

    [Fact]
    public async Task Names_AreTakenOncePerListAndPerson()
    {
        using var mine = await ClientAsync("support");
        using var colleague = await ClientAsync("support");
        var list = NewList();
        var other = await SaveAsync(mine, list, "Another", "");
        await SaveAsync(mine, list, "Paid", "status=paid");
        Assert.Equal("identity.view_name_taken", await (await PostAsync(mine, list, "PAID", "")).CodeAsync(409));
        Assert.Equal("identity.view_name_taken", await (await EditAsync(mine, other, 1, "paid", "")).CodeAsync(409));
        await SaveAsync(mine, NewList(), "Paid", "");
        await SaveAsync(colleague, list, "Paid", "");
    }

    [Fact]
    public async Task Views_OfOneList_AreFiftyAtMost_HoweverManyAreSavedAtOnce()
    {
        using var mine = await ClientAsync("support");
        var list = NewList();
        var answers = await Task.WhenAll(Enumerable.Range(0, SavedView.MaxPerList + 10).Select(i => PostAsync(mine, list, $"View {i}", "")));
        Assert.Equal(SavedView.MaxPerList, answers.Count(a => a.StatusCode == HttpStatusCode.Created));
        Assert.Equal("identity.too_many_views", await answers.First(a => a.StatusCode != HttpStatusCode.Created).CodeAsync(409));
        Assert.Equal(SavedView.MaxPerList, (await ListAsync(mine, list)).Count);
    }

    [Fact]
    public async Task SharedView_IsTakenAwayByWhoDecidesAboutRoles_AndGoesWithItsOwner()
    {
        var author = await host.SignedInAsync("support");
        using var mine = host.CreateClient(author.AccessToken);
        using var owner = await ClientAsync("owner");
        var list = NewList();
        var shared = await SaveAsync(mine, list, "Old", "", isShared: true);
        await SaveAsync(mine, list, "Newer", "", isShared: true);
        var secret = await SaveAsync(mine, list, "Mine", "");
        Assert.Equal(HttpStatusCode.NoContent, (await owner.DeleteAsync($"{Views}/{shared}", Stop)).StatusCode);
        Assert.Equal("identity.view_not_found", await (await owner.DeleteAsync($"{Views}/{secret}", Stop)).CodeAsync(404));
        Assert.Single(await ListAsync(owner, list));
        Assert.Equal(HttpStatusCode.NoContent, (await mine.DeleteAsync($"{Views}/{secret}", Stop)).StatusCode);

        await host.Database.ExecuteAsync("DELETE FROM users WHERE id = $1", author.Id);
        Assert.Empty(await ListAsync(owner, list));
    }

    [Fact]
    public async Task Customers_HaveNoViews()
    {
        using var customer = await ClientAsync();
        using var nobody = host.CreateClient(token: null);
        Assert.Equal(HttpStatusCode.Forbidden, (await customer.GetAsync($"{Views}?list=orders", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(customer, "orders", "For all", "", isShared: true)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.GetAsync($"{Views}?list=orders", Stop)).StatusCode);
    }

    [Theory]
    [InlineData("orders", "", "")]
    [InlineData("orders", "   ", "")]
    [InlineData("orders", "a\u202Eb", "")]
    [InlineData("orders", "Paid", "status=paid#there")]
    [InlineData("orders", "Paid", "a b")]
    [InlineData("orders", "Paid", "q=<script>")]
    [InlineData("orders", "Paid", "q=\n")]
    [InlineData("//evil.example", "Paid", "")]
    [InlineData("Orders", "Paid", "")]
    [InlineData("", "Paid", "")]
    public async Task View_ThatNoListCouldShow_IsRefused(string list, string name, string query)
    {
        using var mine = await ClientAsync("support");
        Assert.Equal("validation_failed", await (await PostAsync(mine, list, name, query)).CodeAsync(422));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await PostAsync(mine, "orders", new string('n', 61), "")).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await PostAsync(mine, "orders", "Long", new string('q', 2_001))).StatusCode);
    }

    private static string NewList() => $"list-{string.Concat(Guid.CreateVersion7().ToString("N").Select(c => char.IsAsciiDigit(c) ? (char)('g' + c - '0') : c))}";

    private async Task<HttpClient> ClientAsync(params string[] roles) => host.CreateClient((await host.SignedInAsync(roles)).AccessToken);

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string list, string name, string query, bool isShared = false) =>
        client.PostAsJsonAsync(Views, new { list, name, query, isShared }, Stop);

    private static async Task<Guid> SaveAsync(HttpClient client, string list, string name, string query, bool isShared = false)
    {
        using var answer = await PostAsync(client, list, name, query, isShared);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("id").GetGuid();
    }

    private static async Task<HttpResponseMessage> EditAsync(HttpClient client, Guid id, long version, string name, string query, bool isShared = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"{Views}/{id}") { Content = JsonContent.Create(new { name, query, isShared }) };
        request.Headers.Add("If-Match", $"\"{version}\"");
        return await client.SendAsync(request, Stop);
    }

    private static async Task<List<JsonElement>> ListAsync(HttpClient client, string list) =>
        [.. (await client.GetFromJsonAsync<JsonElement>($"{Views}?list={list}", Stop)).GetProperty("views").EnumerateArray()];
}
