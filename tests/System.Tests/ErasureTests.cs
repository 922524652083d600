using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Commerce.Cli;

namespace Commerce.SystemTests;

/// <summary>Somebody buys, calls it off, looks at everything that is known about them, and is forgotten: down to the bytes on the disk.</summary>
[Collection(OnePlatform.Name)]
public sealed class ErasureTests(RunningPlatform platform)
{
    // Words that nobody else uses.
    private const string Name = "Zebedee Quillfeather";
    private const string Note = "Because of the xylophone next door";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ErasedPeople_LeaveNoByte_AndTheBooksBalance()
    {
        var email = $"canary-{Guid.CreateVersion7():N}@example.org";
        var shopper = await platform.Shop.Visitor().RegisteredAsync(email, $"system {Guid.CreateVersion7():N}", Name, Stop);
        var (bought, cancelled) = (await BuyAsync(shopper), await BuyAsync(shopper));
        Assert.Equal(200, (await shopper.PostAsync($"/api/v1/orders/{cancelled}/cancellation", new { reason = Note }, Stop)).Status);
        var warehouse = await platform.StaffAsync(RunningShop.WarehouseEmail);
        foreach (var shipment in (await OrderAsync(shopper, bought)).GetProperty("shipments").EnumerateArray())
        {
            var path = $"/api/v1/orders/{bought}/shipments/{shipment.GetProperty("shipmentId").GetGuid()}/dispatch";
            Assert.Equal(200, (await warehouse.PostAsync(path, new { }, Stop)).Status);
        }

        using (var archive = await ExportedAsync(shopper))
        {
            Assert.Equal(["identity.json", "ordering.json", "payments.json"], archive.Entries.Select(e => e.Name));
            Assert.Contains(email, await TextAsync(archive, "identity.json"), StringComparison.Ordinal);
            var orders = await TextAsync(archive, "ordering.json");
            Assert.All([Name, Note, $"{bought}", $"{cancelled}"], known => Assert.Contains(known, orders, StringComparison.Ordinal));
            Assert.Contains("4242", await TextAsync(archive, "payments.json"), StringComparison.Ordinal);
        }

        var total = (await OrderAsync(shopper, bought)).GetProperty("total").GetRawText();

        Assert.NotEmpty(await FindAsync(email));

        var asked = (await shopper.PostAsync("/api/v1/users/me/erasure", new { immediately = true }, Stop)).OrThrow("Asking to be erased");
        var visitor = platform.Shop.Visitor();
        var receipt = $"/api/v1/auth/erasures/{asked.GetProperty("receipt").GetString()}";
        await RunningPlatform.UntilAsync(
            async () => (await visitor.GetAsync(receipt, Stop)).Body.GetProperty("erasure").GetProperty("status").GetString() == "completed", "the certificate");

        Assert.Equal(total, (await OrderAsync(await platform.OwnerAsync(), bought)).GetProperty("total").GetRawText());
        await platform.AssertVerifiedAsync();
        var left = await FindAsync(email, Name, Note);
        Assert.True(left.Count == 0, string.Join('\n', left));
    }

    private async Task<Guid> BuyAsync(ShopClient shopper)
    {
        var orderId = Guid.CreateVersion7();
        var cart = await shopper.CartAsync("EUR", Stop, (await platform.SkuAsync(1), 1));
        var address = new { name = Name, line1 = "1 Quillfeather Mews", postalCode = "SW1Y 4JH", city = "London", country = "GB" };
        var token = await shopper.TokenizeAsync(Cards.Approved, Stop);
        var answer = await shopper.SendAsync(
            HttpMethod.Put, $"/api/v1/orders/{orderId}", new { cartId = cart, paymentToken = token, shippingAddress = address }, Stop, ("Prefer", "wait=30"));
        Assert.Equal(201, answer.Status);
        return orderId;
    }

    private async Task<ZipArchive> ExportedAsync(ShopClient shopper)
    {
        var export = (await shopper.PostAsync("/api/v1/users/me/exports", new { }, Stop)).OrThrow("Asking for everything");
        var path = $"/api/v1/users/me/exports/{export.GetProperty("exportId").GetGuid()}/archive";
        await RunningPlatform.UntilAsync(async () => (await shopper.GetAsync(path, Stop)).Status == 200, "the archive");
        using var http = new HttpClient { BaseAddress = platform.Shop.Gateway };
        http.DefaultRequestHeaders.Authorization = new("Bearer", shopper.Token);
        return new ZipArchive(new MemoryStream(await http.GetByteArrayAsync(path, Stop)));
    }

    private static async Task<string> TextAsync(ZipArchive archive, string name)
    {
        using var reader = new StreamReader(archive.GetEntry(name)!.Open());
        return await reader.ReadToEndAsync(Stop);
    }

    // Old rows are swept away, and statistics drawn anew; the write-ahead log goes as the operator keeps it.
    private async Task<IReadOnlyList<string>> FindAsync(params string[] canaries)
    {
        foreach (var database in Stores.Services.Append(Stores.EventLog).Append(Stores.Provider))
            await platform.SweepAsync(database);
        var found = new List<string>();
        var instance = platform.Shop.Instance;
        string[] folders = File.Exists(instance.DataRootFile) ? [instance.Root, (await File.ReadAllTextAsync(instance.DataRootFile, Stop)).Trim()] : [instance.Root];
        var files = folders.SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)).Distinct().ToArray();
        Assert.Contains(files, f => f.EndsWith("/PG_VERSION", StringComparison.Ordinal)); // it does look at the database's own files
        foreach (var file in files.Where(f => !f.Contains("/pg_wal/", StringComparison.Ordinal) && f != instance.LockFile))
        {
            var bytes = await BytesAsync(file);
            found.AddRange(canaries.Where(c => bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(c)) >= 0).Select(c => $"{c} in {file}"));
        }

        return found;
    }

    private static async Task<byte[]> BytesAsync(string file)
    {
        try
        {
            using var bytes = new MemoryStream();
            await using var content = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            await content.CopyToAsync(bytes, Stop);
            return bytes.ToArray();
        }
        catch (FileNotFoundException)
        {
            return []; // the database removes files of its own
        }
    }

    private static async Task<JsonElement> OrderAsync(ShopClient client, Guid orderId) =>
        (await client.GetAsync($"/api/v1/orders/{orderId}", Stop)).OrThrow("Reading the order");
}
