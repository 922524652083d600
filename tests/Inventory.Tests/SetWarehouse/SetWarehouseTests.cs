using System.Net;
using System.Net.Http.Json;

namespace Commerce.Inventory.Tests;

public sealed class SetWarehouseTests(InventoryService inventory) : IClassFixture<InventoryService>
{
    [Fact]
    public async Task SetWarehouse_SentTwice_OpensItOnce()
    {
        Assert.Equal(HttpStatusCode.Created, (await PutAsync("LIS", "Lisbon")).Status);
        Assert.Equal((HttpStatusCode.OK, "\"1\""), await PutAsync("LIS", "Lisbon"));

        var list = await InventoryService.ReadAsync(inventory.Staff, "/api/v1/warehouses");
        Assert.Single(list.GetProperty("items").EnumerateArray(), w => w.GetProperty("code").GetString() == "LIS");
    }

    [Fact]
    public async Task SetWarehouse_WithOtherContent_NeedsTheVersionThatWasRead()
    {
        await PutAsync("OSL", "Oslo");

        Assert.Equal(HttpStatusCode.PreconditionRequired, (await PutAsync("OSL", "Oslo North")).Status);
        Assert.Equal((HttpStatusCode.OK, "\"2\""), await PutAsync("OSL", "Oslo North", ifMatch: "\"1\""));
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await PutAsync("OSL", "Oslo South", ifMatch: "\"1\"")).Status);
    }

    [Fact]
    public async Task SetWarehouse_ByTwoEditorsOfTheSameVersion_OneIsTold()
    {
        await PutAsync("VIE", "Vienna");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => PutAsync("VIE", $"Vienna {i}", ifMatch: "\"1\"")));

        Assert.Single(answers, a => a.Status == HttpStatusCode.OK);
        Assert.Equal(7, answers.Count(a => a.Status == HttpStatusCode.PreconditionFailed));
    }

    private async Task<(HttpStatusCode Status, string? Tag)> PutAsync(string code, string name, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/warehouses/{code}")
        {
            Content = JsonContent.Create(new { name, country = "PT", priority = 9 }),
        };
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        using var response = await inventory.Staff.SendAsync(request);
        return (response.StatusCode, response.Headers.ETag?.Tag);
    }
}
