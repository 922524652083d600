using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Commerce.Payments;

/// <summary>The payments API over HTTP: who may see what, and everything a client can get wrong in asking.</summary>
public sealed class PaymentsApiTests(PaymentsShop shop)
{
    private static readonly Guid s_staff = Guid.CreateVersion7();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task GetPayment_ByFinance_ShowsEverything()
    {
        var order = await shop.AuthorizedAsync();
        using var finance = shop.Payments.CreateClient(s_staff, "finance");

        var payment = await finance.GetFromJsonAsync<JsonElement>($"/api/v1/payments/{order.Id}", Ct);

        Assert.Equal("authorized", payment.GetProperty("status").GetString());
        Assert.Equal("49.90", payment.GetProperty("authorized").GetProperty("amount").GetString());
        Assert.Equal(order.CustomerId, payment.GetProperty("customerId").GetGuid());
        Assert.False(payment.TryGetProperty("token", out _));
    }

    [Fact]
    public async Task GetPayment_ByItsShopper_ShowsWhatConcernsThem()
    {
        var order = await shop.AuthorizedAsync();
        using var shopper = shop.Payments.CreateClient(order.CustomerId, "customer");

        var payment = await shopper.GetFromJsonAsync<JsonElement>($"/api/v1/payments/{order.Id}", Ct);

        Assert.Equal("4242", payment.GetProperty("card").GetProperty("last4").GetString());
        Assert.False(payment.TryGetProperty("customerId", out _));
        Assert.False(payment.TryGetProperty("providerReference", out _));
    }

    [Fact]
    public async Task GetPayment_Unchanged_Is304()
    {
        var order = await shop.AuthorizedAsync();
        using var shopper = shop.Payments.CreateClient(order.CustomerId, "customer");
        using var first = await shopper.GetAsync($"/api/v1/payments/{order.Id}", Ct);
        using var again = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/payments/{order.Id}");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        using var second = await shopper.SendAsync(again, Ct);

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Theory]
    [InlineData("GET", "/api/v1/payments/{0}")]
    [InlineData("POST", "/api/v1/payments/{0}/confirmation")]
    public async Task AnotherShoppersPayment_DoesNotExist(string method, string path)
    {
        var order = await shop.AuthorizedAsync();
        using var stranger = shop.Payments.CreateClient(Guid.CreateVersion7(), "customer");

        using var foreign = await stranger.SendAsync(new(new(method), string.Format(null, path, order.Id)), Ct);
        using var missing = await stranger.SendAsync(new(new(method), string.Format(null, path, Guid.CreateVersion7())), Ct);

        Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.Equal("payments.not_found", await CodeAsync(foreign));
    }

    [Theory]
    [InlineData("GET", "/api/v1/payments", "customer")]
    [InlineData("GET", "/api/v1/payments", "warehouse")]
    [InlineData("GET", "/api/v1/payments/{0}/ledger", "customer")]
    [InlineData("GET", "/api/v1/payments/operations", "warehouse")]
    [InlineData("POST", "/api/v1/payments/operations/{0}/retry", "support")]
    [InlineData("POST", "/api/v1/payments/{0}/refunds", "customer")]
    [InlineData("POST", "/api/v1/payments/{0}/refunds", "support")]
    public async Task StaffCalls_WithoutThePermission_AreForbidden(string method, string path, string role)
    {
        using var caller = shop.Payments.CreateClient(Guid.CreateVersion7(), role);
        using var nobody = shop.Payments.CreateClient(token: null);

        using var forbidden = await caller.SendAsync(new(new(method), string.Format(null, path, Guid.CreateVersion7())), Ct);
        using var unauthorized = await nobody.SendAsync(new(new(method), string.Format(null, path, Guid.CreateVersion7())), Ct);

        Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, unauthorized.StatusCode);
    }

    [Fact]
    public async Task ListPayments_PagesWithoutGapsOrRepeats()
    {
        var customer = Guid.CreateVersion7();
        var orders = Enumerable.Range(0, 7).Select(_ => TestOrder.New() with { CustomerId = customer }).ToList();
        foreach (var order in orders)
            await shop.SendAsync(order.Id, order.Authorization("tok_of_nobody"));
        foreach (var order in orders)
            await shop.UntilStatusAsync(order, "declined");
        using var finance = shop.Payments.CreateClient(s_staff, "finance");

        var seen = new List<Guid>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await finance.GetFromJsonAsync<JsonElement>(
                $"/api/v1/payments?status=declined&currency=EUR&customerId={customer}&limit=3&cursor={cursor}", Ct);
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("orderId").GetGuid()));
            cursor = page.TryGetProperty("nextCursor", out var next) ? next.GetString() : null;
        }

        Assert.Equal(orders.Select(o => o.Id).OrderBy(i => i), seen.OrderBy(i => i));
    }

    [Theory]
    [InlineData("limit=0", 422)]
    [InlineData("limit=501", 422)]
    [InlineData("limit=99999999999999999999", 400)]
    [InlineData("limit=x", 400)]
    [InlineData("cursor=forged", 400)]
    [InlineData("status=paid", 422)]
    [InlineData("sort=amount", 422)]
    [InlineData("orderId=1", 400)]
    [InlineData("status=%00", 400)]
    [InlineData("currency=euro", 422)]
    [InlineData("customerId=1", 400)]
    [InlineData("from=yesterday", 400)]
    public async Task ListPayments_WithBadQuery_IsRefused(string query, int status)
    {
        using var finance = shop.Payments.CreateClient(s_staff, "finance");

        using var response = await finance.GetAsync($"/api/v1/payments?{query}", Ct);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task GetLedger_ShowsBalancedTransactions()
    {
        var order = await shop.CapturedAsync();
        using var finance = shop.Payments.CreateClient(s_staff, "finance");

        var ledger = await finance.GetFromJsonAsync<JsonElement>($"/api/v1/payments/{order.Id}/ledger", Ct);

        var transactions = ledger.GetProperty("transactions").EnumerateArray().ToList();
        Assert.Equal(["authorize", "capture"], transactions.Select(t => t.GetProperty("kind").GetString()));
        Assert.All(transactions, t => Assert.Equal(Sum(t, "debit"), Sum(t, "credit")));
    }

    [Theory]
    [InlineData("/api/v1/payments/not-a-guid")]
    [InlineData("/api/v1/payments/00000000-0000-0000-0000-000000000000")]
    [InlineData("/api/v1/payments/00000000-0000-0000-0000-000000000000/ledger")]
    [InlineData("/api/v1/payments/00000000-0000-0000-0000-000000000000/refunds/00000000-0000-0000-0000-000000000000")]
    public async Task WhatDoesNotExist_Is404(string path)
    {
        using var finance = shop.Payments.CreateClient(s_staff, "finance");

        using var response = await finance.GetAsync(path, Ct);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    private static decimal Sum(JsonElement transaction, string side) =>
        transaction.GetProperty("lines").EnumerateArray().Sum(l => decimal.Parse(
            l.GetProperty(side).GetProperty("amount").GetString()!, System.Globalization.CultureInfo.InvariantCulture));

    private static async Task<string?> CodeAsync(HttpResponseMessage response) =>
        (await response.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("code").GetString();
}
