using System.Net.Http.Json;
using System.Text;
using Commerce.Payments.Contracts;
using Commerce.PaymentSandbox;
using Npgsql;

namespace Commerce.Payments;

/// <summary>A card's number and code pass through one call and are nowhere afterwards. The numbers themselves are the canaries.</summary>
public sealed class CardDataTests(PaymentsShop shop)
{
    private const string Cvc = "90837"; // too long on purpose: refused, and not written down either

    [Fact]
    public async Task CardNumbers_AreInNoTableNoLogAndNoMessage()
    {
        foreach (var card in TestCards.Scripts.Keys)
        {
            var order = await shop.AuthorizeAsync(card);
            await PaymentsShop.EventuallyAsync(() => shop.StatusAsync(order), status => status is not null);
        }

        await RefuseAsync(TestCards.Visa, Cvc);
        await shop.MessageAsync<PaymentCapturedV1>(await shop.CapturedOnceAsync());

        var places = new List<(string Place, string Text)>
        {
            ("sandbox log", string.Join('\n', shop.Sandbox.Logs.Lines)),
            ("payments log", string.Join('\n', shop.Payments.Logs.Lines)),
        };
        foreach (var database in new[] { shop.Sandbox.Database.ConnectionString, shop.Payments.Database.ConnectionString, shop.Payments.EventLog })
            places.AddRange(await DumpAsync(database));

        Assert.Contains(places, p => p.Text.Contains("4242", StringComparison.Ordinal)); // the search sees card data that may be there
        Assert.Contains(places, p => p.Place.EndsWith("outbox", StringComparison.Ordinal) && p.Text.Contains("tok_", StringComparison.Ordinal));
        foreach (var canary in TestCards.Scripts.Keys.Append(Cvc))
            Assert.All(places, p => Assert.False(Holds(p.Text, canary), $"{p.Place} holds a card's number or code."));
    }

    private static bool Holds(string text, string canary) =>
        text.Contains(canary, StringComparison.Ordinal)
        || text.Contains(Convert.ToHexStringLower(Encoding.ASCII.GetBytes(canary)), StringComparison.OrdinalIgnoreCase);

    private static async Task<List<(string, string)>> DumpAsync(string connectionString)
    {
        var dump = new List<(string, string)>();
        await using var source = NpgsqlDataSource.Create(connectionString);
        var tables = new List<string>();
        await using (var list = source.CreateCommand(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"))
        await using (var reader = await list.ExecuteReaderAsync(TestContext.Current.CancellationToken))
        {
            while (await reader.ReadAsync(TestContext.Current.CancellationToken))
                tables.Add(reader.GetString(0));
        }

        foreach (var table in tables)
        {
            await using var rows = source.CreateCommand($"SELECT coalesce(string_agg(t::text, chr(10)), '') FROM {table} t");
            dump.Add((table, (string)(await rows.ExecuteScalarAsync(TestContext.Current.CancellationToken))!));
        }

        return dump;
    }

    private async Task RefuseAsync(string number, string cvc)
    {
        using var browser = shop.Sandbox.CreateClient(token: null);
        using var response = await browser.PostAsJsonAsync(
            "/sandbox/v1/tokens", new { number, expiryMonth = 12, expiryYear = 2090, cvc }, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.False(response.IsSuccessStatusCode);
        Assert.DoesNotContain(number, text, StringComparison.Ordinal);
        Assert.DoesNotContain(cvc, text, StringComparison.Ordinal);
    }
}
