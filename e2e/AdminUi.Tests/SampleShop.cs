using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Threading.Channels;
using Commerce.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Commerce.AdminUi;

/// <summary>
/// What stands behind the gateway, for a browser's tests: orders in any state that a test asks for, answers as late or refused as it asks,
/// and the real Identity for everything about people.
/// </summary>
internal sealed class SampleShop : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Guid, SampleOrder> _orders = new();
    private readonly ConcurrentBag<Channel<Guid>> _watchers = [];
    private readonly WebApplication _app;
    private readonly HttpClient _identity;

    private SampleShop(string identity)
    {
        _identity = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new(identity) };
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public string Url => _app.Urls.First();
    public SampleDeadLetters DeadLetters { get; } = new();
    public SampleStock Stock { get; } = new();
    public SampleCatalogue Catalogue { get; } = new();

    /// <summary>What the next answers wait for.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>Whether Ordering answers.</summary>
    public bool IsUp { get; set; } = true;

    /// <summary>Whether Payments believes the proof it is shown.</summary>
    public bool WantsFreshProof { get; set; }

    /// <summary>The refunds that were asked for, by their idempotency keys.</summary>
    public ConcurrentDictionary<string, string> Refunds { get; } = new();

    /// <summary>What staff wrote about orders.</summary>
    public ConcurrentDictionary<Guid, ConcurrentQueue<OrderNote>> Notes { get; } = new();
    /// <summary>What was counted.</summary>
    public OrderStatistics Statistics { get; set; } = new(default, default, [], null);

    /// <summary>What was asked of the provider.</summary>
    public ConcurrentDictionary<Guid, ProviderOperation> Operations { get; } = new();

    /// <summary>The cancellations that were asked for.</summary>
    public ConcurrentQueue<string> Cancellations { get; } = new();

    public static async Task<SampleShop> StartAsync(string identity)
    {
        var shop = new SampleShop(identity);
        await shop._app.StartAsync();
        return shop;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _identity.Dispose();
    }

    public SampleOrder Put(SampleOrder order)
    {
        _orders[order.Now.OrderId] = order;
        foreach (var watcher in _watchers)
            watcher.Writer.TryWrite(order.Now.OrderId);
        return order;
    }

    public SampleOrder Find(Guid id) => _orders[id];

    private async Task AnswerAsync(HttpContext http)
    {
        await Gate;
        var segments = http.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (segments is not ["api", "v1", "orders" or "payments" or "dead-letters" or "queues" or "stock" or "inventory" or "warehouses" or "catalog" or "products" or "categories", ..])
            await ForwardAsync(http);
        else if (!http.Request.Headers.Authorization.ToString().StartsWith("Bearer ", StringComparison.Ordinal))
            await RefuseAsync(http, 401, "unauthenticated", "Sign in.");
        else if (!IsUp)
            await RefuseAsync(http, 503, "upstream_unavailable", "Ordering does not answer at the moment.");
        else
            await AnswerAsync(http, segments[2..]);
    }

    private Task AnswerAsync(HttpContext http, string[] path) => path switch
    {
        ["dead-letters", .. var rest] => DeadLetters.AnswerAsync(http, rest),
        ["queues", var service] => WriteAsync(http, DeadLetters.QueuesOf(service)),
        ["stock" or "inventory" or "warehouses", ..] => Stock.AnswerAsync(http, path),
        ["catalog" or "products" or "categories", ..] => Catalogue.AnswerAsync(http, path),
        ["payments"] => WriteAsync(http, Payments(http.Request.Query)),
        ["payments", "operations"] => WriteAsync(http, new Page<ProviderOperation>([.. Operations.Values.Where(o => Fits(o, http.Request.Query)).OrderByDescending(o => o.OperationId)], null)),
        ["payments", "operations", var operation, "retry"] => AskAsync(http, Guid.Parse(operation)),
        ["orders"] => WriteAsync(http, Listed(http.Request.Query)),
        ["orders", "statistics"] => WriteAsync(http, Statistics),
        ["orders", "checkouts"] => WriteAsync(http, new Page<CheckoutState>([.. _orders.Values.Select(o => o.Checkout).Where(c => c.Deadline is not null)], null)),
        ["orders" or "payments", var id, ..] when !_orders.ContainsKey(Guid.Parse(id)) => RefuseAsync(http, 404, "not_found", "There is no such order."),
        ["orders", var id] => WriteAsync(http, Find(Guid.Parse(id)).AsOf(http.Request.Query["asOf"])),
        ["orders", var id, "notes"] when HttpMethods.IsPost(http.Request.Method) => NoteAsync(http, Guid.Parse(id)),
        ["orders", var id, "notes"] => WriteAsync(http, new Page<OrderNote>([.. Notes.GetOrAdd(Guid.Parse(id), _ => []).Reverse()], null)),
        ["orders", var id, "history"] => WriteAsync(http, Find(Guid.Parse(id)).History),
        ["orders", var id, "checkout"] => WriteAsync(http, Find(Guid.Parse(id)).Checkout),
        ["orders", var id, "events"] => StreamAsync(http, Guid.Parse(id)),
        ["orders", var id, "cancellation"] => CancelAsync(http, Guid.Parse(id)),
        ["orders", var id, "shipments", var shipment, "dispatch"] => ShipAsync(http, Guid.Parse(id), Guid.Parse(shipment)),
        ["payments", var id] => WriteAsync(http, Find(Guid.Parse(id)).Payment),
        ["payments", var id, "ledger"] => WriteAsync(http, Ledger(Find(Guid.Parse(id)))),
        ["payments", var id, "refunds"] => RefundAsync(http, Guid.Parse(id)),
        _ => RefuseAsync(http, 404, "not_found", "There is nothing here."),
    };

    private Page<OrderRow> Listed(IQueryCollection query)
    {
        var (status, number, size) = (query["status"].ToString(), query["number"].ToString(), int.Parse(query["limit"].ToString(), System.Globalization.CultureInfo.InvariantCulture));
        var rows = _orders.Values.Select(o => o.Row).Where(r => (status.Length == 0 || r.Status == status) && (number.Length == 0 || r.OrderId.ToString().EndsWith(number, StringComparison.Ordinal)));
        rows = query["sort"] == "placedAt" ? rows.OrderBy(r => r.PlacedAt) : rows.OrderByDescending(r => r.PlacedAt);
        var from = int.TryParse(query["cursor"], out var cursor) ? cursor : 0;
        OrderRow[] page = [.. rows.Skip(from).Take(size + 1)];
        return new([.. page.Take(size)], page.Length > size ? $"{from + size}" : null);
    }

    private async Task CancelAsync(HttpContext http, Guid id)
    {
        var order = Find(id);
        if (order.Now.Status is "cancelled")
        {
            await RefuseAsync(http, 409, "ordering.already_cancelled", $"Order {id} is cancelled already.");
            return;
        }

        var reason = (await http.Request.ReadFromJsonAsync<JsonElement>()).GetProperty("reason").GetString() ?? "";
        Cancellations.Enqueue(reason);
        await WriteAsync(http, Put(order.Cancelled(reason)).Now);
    }

    private Task ShipAsync(HttpContext http, Guid id, Guid shipment) => WriteAsync(http, Put(Find(id).Shipped(shipment, "1Z999")).Now);

    private async Task RefundAsync(HttpContext http, Guid id)
    {
        if (WantsFreshProof)
        {
            http.Response.Headers.WWWAuthenticate = "Bearer error=\"insufficient_user_authentication\", acr_values=\"2\", max_age=600";
            await RefuseAsync(http, 401, "step_up_required", "Prove who you are once more, with a second factor, and repeat this.");
            return;
        }

        var body = await http.Request.ReadFromJsonAsync<JsonElement>();
        Refunds[http.Request.Headers["Idempotency-Key"].ToString()] = body.GetProperty("amount").GetProperty("amount").GetString()!;
        await WriteAsync(http, new Refund(Guid.CreateVersion7(), "pending", Money.Of(100, "EUR")));
    }

    public ProviderOperation PutCall(Guid orderId, string kind, bool isUnknown, long cents = 1250)
    {
        var operation = new ProviderOperation(
            Guid.CreateVersion7(), orderId, kind, Money.Of(cents, "EUR"), "Arrived broken", isUnknown ? "pending" : "succeeded", isUnknown, 3,
            isUnknown ? TimeProvider.System.GetUtcNow().AddSeconds(20) : null, null, null, TimeProvider.System.GetUtcNow());
        return Operations[operation.OperationId] = operation;
    }

    private static bool Fits(ProviderOperation operation, IQueryCollection query) =>
        (query["unknown"] != "true" || operation.IsUnknown)
        && (query["kind"] is not [{ Length: > 0 } kind] || operation.Kind == kind)
        && (query["state"] is not [{ Length: > 0 } state] || operation.State == state)
        && (query["orderId"] is not [{ Length: > 0 } order] || operation.OrderId.ToString() == order);

    private Page<PaymentDetails> Payments(IQueryCollection query)
    {
        var (status, order) = (query["status"].ToString(), query["orderId"].ToString());
        return new([.. _orders.Values.Select(o => o.Payment).Where(p => (status.Length == 0 || p.Status == status) && (order.Length == 0 || p.OrderId.ToString() == order))
            .OrderByDescending(p => p.CreatedAt).Take(50)], null);
    }

    // The provider has answered as soon as it was asked.
    private Task AskAsync(HttpContext http, Guid id) => Operations[id] is { State: "pending" } waiting
        ? WriteAsync(http, Operations[id] = waiting with { State = "succeeded", IsUnknown = false, NextAttemptAt = null })
        : RefuseAsync(http, 409, "payments.operation_finished", $"The provider has answered operation {id} already.");

    private static PaymentLedger Ledger(SampleOrder order)
    {
        var (total, nothing) = (order.Now.Total, Money.Zero(order.Now.Total.Currency));
        return new(order.Now.OrderId,
        [
            new(Guid.CreateVersion7(), "authorize", order.Now.PlacedAt, [new("authorized_holds", total, nothing), new("holds_offset", nothing, total)]),
            .. order.Now.Captured.MinorUnits > 0 ? [new PaymentLedger.Transaction(Guid.CreateVersion7(), "capture", order.Now.UpdatedAt, [new("provider_clearing", total, nothing), new("sales", nothing, total)])] : Array.Empty<PaymentLedger.Transaction>(),
        ]);
    }

    private async Task NoteAsync(HttpContext http, Guid id)
    {
        var text = (await http.Request.ReadFromJsonAsync<JsonElement>()).GetProperty("text").GetString()!;
        var note = new OrderNote(Guid.CreateVersion7(), Guid.CreateVersion7(), text, TimeProvider.System.GetUtcNow());
        Notes.GetOrAdd(id, _ => []).Enqueue(note);
        await WriteAsync(http, new { note.NoteId, note.AuthorId, note.WrittenAt });
    }

    private async Task StreamAsync(HttpContext http, Guid id)
    {
        var changes = Channel.CreateUnbounded<Guid>();
        _watchers.Add(changes);
        http.Response.ContentType = "text/event-stream";
        await TellAsync();
        await foreach (var changed in changes.Reader.ReadAllAsync(http.RequestAborted))
        {
            if (changed == id)
                await TellAsync();
        }

        async Task TellAsync()
        {
            await http.Response.WriteAsync($"event: status\ndata: {JsonSerializer.Serialize(Find(id).Now, GatewayClient.Json)}\n\n", http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
        }
    }

    private async Task ForwardAsync(HttpContext http)
    {
        using var request = new HttpRequestMessage(new(http.Request.Method), http.Request.Path + http.Request.QueryString);
        if (HttpMethods.IsPost(http.Request.Method) || HttpMethods.IsPut(http.Request.Method))
            request.Content = new StreamContent(http.Request.Body) { Headers = { ContentType = new("application/json") } };
        foreach (var name in new[] { "Authorization", "Idempotency-Key", "If-Match" })
            if (http.Request.Headers[name] is [{ } value])
                request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await _identity.SendAsync(request);
        http.Response.StatusCode = (int)answer.StatusCode;
        http.Response.Headers.WWWAuthenticate = answer.Headers.WwwAuthenticate.ToString();
        http.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        await answer.Content.CopyToAsync(http.Response.Body);
    }

    internal static Task WriteAsync<T>(HttpContext http, T body) => http.Response.WriteAsJsonAsync(body, GatewayClient.Json);

    internal static Task RefuseAsync(HttpContext http, int status, string code, string detail, params (string Pointer, string Detail)[] fields)
    {
        http.Response.StatusCode = status;
        return http.Response.WriteAsJsonAsync(
            new { code, detail, traceId = "4bf92f3577b34da6a3ce929d0e0e4736", errors = fields.Select(f => new { f.Pointer, code, f.Detail }) }, GatewayClient.Json, "application/problem+json");
    }
}
