using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Commerce.Cli;

namespace Commerce.SystemTests;

/// <summary>Everybody whom the table has a column for, and things of the first customer's that the others try to reach.</summary>
internal sealed class Callers : IDisposable
{
    private readonly Dictionary<string, HttpClient> _clients = [];
    private readonly Dictionary<string, string> _things = [];

    public static async Task<Callers> GatherAsync(RunningPlatform platform)
    {
        var callers = new Callers();
        var (email, password) = ($"s-{Guid.CreateVersion7():N}@example.org", $"system {Guid.CreateVersion7():N}");
        var first = await platform.Shop.Visitor().RegisteredAsync(email, password, "Shopper", TestContext.Current.CancellationToken);
        var customer = await platform.Shop.Visitor().SignedInAsync(email, password, TestContext.Current.CancellationToken);
        var other = await platform.NewShopperAsync();
        callers.Add(platform, PermissionTable.Nobody, null);
        callers.Add(platform, PermissionTable.Own, customer.Token);
        callers.Add(platform, PermissionTable.Foreign, other.Token);
        foreach (var role in PermissionTable.Staff)
            callers.Add(platform, role, (await platform.StaffAsync($"{(role == "catalog-manager" ? "catalog" : role)}@shop.example")).Token);
        await callers.MakeThingsAsync(platform, customer, first);
        callers.Add(platform, PermissionTable.Impersonator, await ImpersonatorAsync(platform, customer));
        return callers;
    }

    /// <summary>Something of the first customer's, by the name that paths have for it.</summary>
    public string ThingOf(string parameter, string caller) => _things.GetValueOrDefault($"{parameter} for {caller}") ?? _things.GetValueOrDefault(parameter)
        ?? throw new InvalidOperationException($"The customer owns no {parameter} to try: make one in {nameof(MakeThingsAsync)}.");

    public async Task<(int Status, string? Code)> CallAsync(string caller, ApiOperation operation, string path, string? body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(operation.Method), path);
        request.Headers.Add("Idempotency-Key", Guid.CreateVersion7().ToString());
        request.Headers.Add("If-Match", "\"1\"");
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await _clients[caller].SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        if (answer.Content.Headers.ContentType?.MediaType != "application/problem+json")
            return ((int)answer.StatusCode, null);
        var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        return ((int)answer.StatusCode, problem.GetProperty("code").GetString());
    }

    public void Dispose()
    {
        foreach (var client in _clients.Values)
            client.Dispose();
    }

    private void Add(RunningPlatform platform, string caller, string? token)
    {
        var client = new HttpClient { BaseAddress = platform.Shop.Gateway };
        client.DefaultRequestHeaders.Add("X-Api-Key", platform.Shop.TrustedKey);
        if (token is not null)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        _clients[caller] = client;
    }

    // By a login of its own: a second factor that was given a while ago is not enough.
    private static async Task<string> ImpersonatorAsync(RunningPlatform platform, ShopClient customer)
    {
        var ct = TestContext.Current.CancellationToken;
        var me = (await customer.GetAsync("/api/v1/users/me", ct)).OrThrow("Looking at myself").GetProperty("id").GetGuid();
        var owner = await platform.Shop.StaffAsync(RunningShop.OwnerEmail, ct);
        var started = await owner.PostAsync($"/api/v1/users/{me}/impersonations", new { reason = "Trying every cell" }, ct);
        return started.OrThrow("Acting in the customer's name").GetProperty("accessToken").GetString()!;
    }

    /// <param name="elsewhere">The same customer on another device: that session can be ended.</param>
    private async Task MakeThingsAsync(RunningPlatform platform, ShopClient customer, ShopClient elsewhere)
    {
        var ct = TestContext.Current.CancellationToken;
        var sku = await platform.SkuAsync(5);
        _things["sku"] = sku;
        var order = Guid.CreateVersion7();
        var placed = await customer.OrderAsync(order, await customer.CartAsync("EUR", ct, (sku, 1)), await customer.TokenizeAsync(Cards.Approved, ct), ct);
        Assert.True(placed.IsOk, placed.Detail);
        _things["orderId"] = order.ToString();
        // What is done in the customer's name is done: there is another cart for it.
        _things[$"cartId for {PermissionTable.Impersonator}"] = (await customer.CartAsync("EUR", ct, (sku, 1))).ToString();
        _things["cartId"] = (await customer.CartAsync("EUR", ct, (sku, 1))).ToString();
        var me = (await customer.GetAsync("/api/v1/users/me", ct)).OrThrow("Looking at myself").GetProperty("id").GetGuid();
        _things["clientId"] = "an-app-of-mine";
        await platform.ExecuteAsync(
            "identitydb", $"INSERT INTO client_consents (user_id, client_id, scope, granted_at) VALUES ('{me}', '{_things["clientId"]}', '{{openid}}', now())");
        var export = await customer.PostAsync("/api/v1/users/me/exports", new { }, ct);
        _things["exportId"] = export.OrThrow("Asking for an export").GetProperty("exportId").GetString()!;
        var address = new { kind = "shipping", isDefault = true, name = "Ada Lovelace", line1 = "12 St James's Square", postalCode = "SW1Y 4JH", city = "London", country = "GB" };
        _things["addressId"] = (await customer.PostAsync("/api/v1/users/me/addresses", address, ct)).OrThrow("Adding an address").GetProperty("id").GetString()!;
        _things["passkeyId"] = Guid.CreateVersion7().ToString();
        await platform.ExecuteAsync(
            "identitydb",
            $"INSERT INTO passkeys (id, user_id, credential_id, public_key, name, sign_count, transports, backup_eligible, backed_up, created_at) "
                + $"VALUES ('{_things["passkeyId"]}', '{me}', uuid_send('{_things["passkeyId"]}'), '\\x00', 'My phone', 0, '{{}}', false, false, now())");
        var sessions = (await elsewhere.GetAsync("/api/v1/users/me/sessions", ct)).Body.GetProperty("items").EnumerateArray();
        _things["sessionId"] = sessions.Single(s => s.GetProperty("current").GetBoolean()).GetProperty("id").GetString()!;
    }
}
