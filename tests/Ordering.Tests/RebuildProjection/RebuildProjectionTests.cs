using System.Net;
using System.Text.Json;
using Npgsql;

namespace Commerce.Ordering;

public sealed class RebuildProjectionTests(OrderingShop shop) : IClassFixture<OrderingShop>
{
    private const string Projections = "/api/v1/projections";
    private const string Summaries = Projections + "/order-summaries";

    private OrderingStaff Owner { get; } = new(shop, "owner");

    [Fact]
    public async Task Check_OfDrift_NamesIt_AndARebuildMendsIt()
    {
        var (changed, lost) = (await shop.NewCustomer().ConfirmedAsync(), await shop.NewCustomer().PlacedAsync());
        Assert.Empty(await DriftAsync("order-summaries"));
        await shop.Host.Database.ExecuteAsync("UPDATE order_summaries SET status = 'shipped', version = 9 WHERE order_id = $1", changed);
        await shop.Host.Database.ExecuteAsync("DELETE FROM order_summaries WHERE order_id = $1", lost);

        var drift = (await DriftAsync("order-summaries")).ToDictionary(d => d.GetProperty("key")[0].GetGuid());
        Assert.Equal(new[] { changed, lost }.Order(), drift.Keys.Order());
        Assert.Equal("""{"status":"shipped","version":9}""", drift[changed].GetProperty("live").GetRawText());
        Assert.Equal("confirmed", drift[changed].GetProperty("expected").GetProperty("status").GetString());
        Assert.Equal(JsonValueKind.Null, drift[lost].GetProperty("live").ValueKind);

        var rebuild = await RebuiltAsync("order-summaries", "two rows are wrong");
        Assert.Equal((OrderingStaff.Id.ToString(), "two rows are wrong"), (rebuild.GetProperty("requestedBy").GetString(), rebuild.GetProperty("reason").GetString()));
        Assert.Equal(rebuild.GetProperty("head").GetInt64(), rebuild.GetProperty("position").GetInt64());
        Assert.Empty(await DriftAsync("order-summaries"));
        Assert.Equal(OrderingStaff.Id.ToString(), await shop.Host.Database.ScalarAsync<string>(
            "SELECT requested_by FROM projection_rebuilds WHERE reason = 'two rows are wrong' AND requested_at IS NOT NULL AND finished_at IS NOT NULL"));
    }

    [Fact]
    public async Task Rebuild_OfBothKinds_WhileOrdersArePlaced_LeavesNoDrift()
    {
        foreach (var projection in new[] { "order-statistics", "order-summaries" })
        {
            var placing = Enumerable.Range(0, 4).Select(_ => shop.NewCustomer().ConfirmedAsync()).ToArray();
            await RebuiltAsync(projection, "while orders are placed");
            await Task.WhenAll(placing);
            await OrderingShop.UntilAsync(async () => (await StateAsync(projection)).GetProperty("lag").GetInt64() == 0);
            Assert.Empty(await DriftAsync(projection));
        }
    }

    [Fact]
    public async Task Rebuild_RepeatedWithItsKey_IsOneRebuild_AndAnotherMeanwhileIsAConflict()
    {
        // Whoever holds this lock is the one that rebuilds: nobody does, so the first stays open.
        await using var holder = await shop.Host.Database.Source.OpenConnectionAsync();
        await using var take = new NpgsqlCommand("SELECT pg_advisory_lock(hashtextextended('rebuild:order-summaries', 0))", holder);
        await take.ExecuteNonQueryAsync();
        var key = Guid.CreateVersion7().ToString();
        var first = await Owner.PostAsync(Summaries + "/rebuild", new { reason = "first" }, HttpStatusCode.Accepted, key);
        var again = await Owner.PostAsync(Summaries + "/rebuild", new { reason = "first" }, HttpStatusCode.Accepted, key);
        Assert.Equal((first.Body.GetRawText(), first.Location), (again.Body.GetRawText(), again.Location));
        var (refused, _) = await Owner.PostAsync(Summaries + "/rebuild", new { reason = "second" }, HttpStatusCode.Conflict);
        Assert.Equal("event-store.rebuild_open", refused.GetProperty("code").GetString());
        Assert.Equal("requested", (await Owner.GetAsync(first.Location!.OriginalString)).GetProperty("state").GetString());

        await Owner.DeleteAsync(Summaries + $"/rebuilds/{Guid.CreateVersion7()}", HttpStatusCode.NotFound);
        await Owner.DeleteAsync(first.Location.OriginalString.Replace("order-summaries", "order-statistics", StringComparison.Ordinal), HttpStatusCode.NotFound);
        await Owner.DeleteAsync(first.Location.OriginalString, HttpStatusCode.NoContent);
        await Owner.DeleteAsync(first.Location.OriginalString, HttpStatusCode.Conflict);
        var calledOff = await Owner.GetAsync(first.Location.OriginalString);
        Assert.Equal(("cancelled", OrderingStaff.Id.ToString()), (calledOff.GetProperty("state").GetString(), calledOff.GetProperty("cancelledBy").GetString()));
        first = await Owner.PostAsync(Summaries + "/rebuild", new { reason = "third" }, HttpStatusCode.Accepted);

        await using var free = new NpgsqlCommand("SELECT pg_advisory_unlock_all()", holder);
        await free.ExecuteNonQueryAsync();
        await SwappedAsync(first.Location!);
        Assert.Equal(1, await shop.Host.Database.ScalarAsync<long>("SELECT count(*) FROM projection_rebuilds WHERE reason IN ('first', 'second')"));
    }

    [Fact]
    public async Task List_ShowsEveryProjectionAndItsPoison()
    {
        var order = await shop.NewCustomer().PlacedAsync();
        await OrderingShop.UntilAsync(async () => (await StateAsync("order-statistics")).GetProperty("lag").GetInt64() == 0);
        var position = await shop.Host.Database.ScalarAsync<long>("SELECT position FROM events WHERE stream_id = $1", order);
        await shop.Host.Database.ExecuteAsync("UPDATE events SET type = 'ordering.order-placed.v9' WHERE stream_id = $1", order);
        await RebuiltAsync("order-summaries", "poison");

        Assert.Equal(1, (await StateAsync("order-summaries")).GetProperty("poison").GetInt64());
        Assert.Equal("inline", (await StateAsync("order-summaries")).GetProperty("kind").GetString());
        Assert.Equal("asynchronous", (await StateAsync("order-statistics")).GetProperty("kind").GetString());
        var poison = Assert.Single((await Owner.GetAsync(Summaries + "/poison")).GetProperty("items").EnumerateArray());
        Assert.Equal((position, order), (poison.GetProperty("position").GetInt64(), poison.GetProperty("streamId").GetGuid()));
        Assert.Contains("ordering.order-placed.v9", poison.GetProperty("error").GetString(), StringComparison.Ordinal);

        await shop.Host.Database.ExecuteAsync("UPDATE events SET type = 'ordering.order-placed.v1' WHERE stream_id = $1", order);
        await RebuiltAsync("order-summaries", "mended");
        Assert.Empty((await Owner.GetAsync(Summaries + "/poison")).GetProperty("items").EnumerateArray());
        Assert.Empty(await DriftAsync("order-summaries"));
    }

    [Theory]
    [InlineData("support"), InlineData("customer"), InlineData("warehouse")]
    public async Task Projections_WithoutThePermission_AreForbidden(string role)
    {
        var staff = new OrderingStaff(shop, role);
        await staff.GetAsync(Projections, HttpStatusCode.Forbidden);
        await staff.GetAsync($"{Summaries}/poison", HttpStatusCode.Forbidden);
        await staff.GetAsync($"{Summaries}/rebuilds/{Guid.CreateVersion7()}", HttpStatusCode.Forbidden);
        await staff.PostAsync($"{Summaries}/rebuild", new { reason = "mine" }, HttpStatusCode.Forbidden);
        await staff.PostAsync($"{Summaries}/check", new { }, HttpStatusCode.Forbidden);
        Assert.Equal(0, await shop.Host.Database.ScalarAsync<long>("SELECT count(*) FROM projection_rebuilds WHERE reason = 'mine'"));
    }

    [Fact]
    public async Task Projections_WithBadInput_AreTheClientsFault()
    {
        await Owner.PostAsync($"{Projections}/nothing/rebuild", new { reason = "x" }, HttpStatusCode.NotFound);
        await Owner.PostAsync($"{Projections}/nothing/check", new { }, HttpStatusCode.NotFound);
        await Owner.GetAsync($"{Projections}/nothing/rebuilds/{Guid.CreateVersion7()}", HttpStatusCode.NotFound);
        await Owner.GetAsync($"{Summaries}/rebuilds/{Guid.CreateVersion7()}", HttpStatusCode.NotFound);
        await Owner.PostAsync($"{Summaries}/rebuild", new { reason = "" }, HttpStatusCode.UnprocessableEntity);
        await Owner.PostAsync($"{Summaries}/rebuild", new { reason = new string('x', 501) }, HttpStatusCode.UnprocessableEntity);
        await Owner.PostAsync($"{Summaries}/rebuild", new { }, HttpStatusCode.BadRequest);
        await Owner.PostAsync($"{Summaries}/check", new { cursor = "; DROP TABLE events" }, HttpStatusCode.BadRequest);
        await Owner.PostAsync($"{Summaries}/check", new { from = "x" }, HttpStatusCode.BadRequest);
        await Owner.GetAsync($"{Summaries}/poison?limit=501", HttpStatusCode.UnprocessableEntity);
        await Owner.GetAsync($"{Summaries}/poison?cursor=zzz", HttpStatusCode.BadRequest);
    }

    private async Task<List<JsonElement>> DriftAsync(string projection)
    {
        var drift = new List<JsonElement>();
        string? cursor = null;
        do
        {
            var (report, _) = await Owner.PostAsync($"{Projections}/{projection}/check", new { cursor }, HttpStatusCode.OK);
            drift.AddRange(report.GetProperty("drift").EnumerateArray());
            cursor = report.GetProperty("nextCursor").GetString();
        }
        while (cursor is not null);
        return drift;
    }

    private async Task<JsonElement> StateAsync(string projection) => (await Owner.GetAsync(Projections)).GetProperty("items").EnumerateArray()
        .Single(p => p.GetProperty("name").GetString() == projection);

    private async Task<JsonElement> RebuiltAsync(string projection, string reason)
    {
        var (_, location) = await Owner.PostAsync($"{Projections}/{projection}/rebuild", new { reason }, HttpStatusCode.Accepted);
        return await SwappedAsync(location!);
    }

    private async Task<JsonElement> SwappedAsync(Uri location)
    {
        await OrderingShop.UntilAsync(async () => (await Owner.GetAsync(location.OriginalString)).GetProperty("state").GetString() == "swapped");
        return await Owner.GetAsync(location.OriginalString);
    }
}
