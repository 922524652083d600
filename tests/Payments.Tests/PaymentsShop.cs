using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Commerce.Data;
using Commerce.Messaging;
using Commerce.Payments.Contracts;
using Commerce.PaymentSandbox;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.Payments;

/// <summary>Payments and a really running sandbox, with what tests do to them by name.</summary>
public sealed class PaymentsShop : IAsyncLifetime
{
    /// <summary>Who sends commands, and for whom.</summary>
    internal static readonly RequestContext Cause = new("test-correlation", UserId: "a-shopper", ActorId: "a-member-of-staff");

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private readonly SemaphoreSlim _once = new(1);
    private PaymentsHost? _payments;
    private TestOrder? _captured;

    internal SandboxHost Sandbox { get; } = new();

    internal PaymentsHost Payments => _payments ?? throw new InvalidOperationException("The fixture is not initialised.");

    internal UnreliableProvider Provider => Payments.Provider;

    public async ValueTask InitializeAsync()
    {
        await Sandbox.InitializeAsync();
        _payments = new PaymentsHost(Sandbox);
        await _payments.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Payments.DisposeAsync();
        await Sandbox.DisposeAsync();
        _once.Dispose();
    }

    internal async Task<string> TokenAsync(string card)
    {
        using var browser = Sandbox.CreateClient(token: null);
        using var response = await browser.PostAsJsonAsync("/sandbox/v1/tokens", new
        {
            number = card,
            expiryMonth = 12,
            expiryYear = 2090,
            cvc = card == TestCards.Amex ? "1234" : "123",
        });
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;
    }

    /// <summary>Sends a command the way Ordering does: through an outbox and the event log.</summary>
    internal async Task SendAsync(Guid orderId, params object[] commands)
    {
        await using var session = Payments.Services.GetRequiredService<SessionFactory>().Open(Cause);
        foreach (var command in commands)
            session.Publish(command, orderId);
        await session.CommitAsync(TestContext.Current.CancellationToken);
    }

    internal async Task<TestOrder> AuthorizeAsync(string card, long amount = 4990, TimeSpan? within = null)
    {
        var order = TestOrder.New(amount);
        await SendAsync(order.Id, order.Authorization(await TokenAsync(card), within));
        return order;
    }

    internal async Task<TestOrder> AuthorizedAsync(string card = TestCards.Visa, long amount = 4990)
    {
        var order = await AuthorizeAsync(card, amount);
        await MessageAsync<PaymentAuthorizedV1>(order);
        return order;
    }

    internal async Task<TestOrder> CapturedAsync(long amount = 4990)
    {
        var order = await AuthorizedAsync(amount: amount);
        await SendAsync(order.Id, new CapturePaymentV1(order.Id, Guid.CreateVersion7(), amount, "EUR"));
        await MessageAsync<PaymentCapturedV1>(order);
        return order;
    }

    /// <summary>A captured order that many tests may look at but none changes.</summary>
    internal async Task<TestOrder> CapturedOnceAsync()
    {
        await _once.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            return _captured ??= await CapturedAsync();
        }
        finally
        {
            _once.Release();
        }
    }

    /// <summary>Waits for the order's message of this type.</summary>
    internal async Task<T> MessageAsync<T>(TestOrder order)
        where T : class => (await EventuallyAsync(() => MessagesAsync<T>(order), messages => messages.Count > 0))[0];

    internal async Task<List<T>> MessagesAsync<T>(TestOrder order)
    {
        var name = typeof(T).GetCustomAttributes(typeof(Kernel.MessageAttribute), false).Cast<Kernel.MessageAttribute>().Single().Name;
        var found = new List<T>();
        await using var command = Payments.Database.Source.CreateCommand(
            "SELECT envelope FROM outbox WHERE key = $1 AND envelope::jsonb ->> 'eventType' = $2 ORDER BY position");
        command.Parameters.Add(new() { Value = order.Id.ToString() });
        command.Parameters.Add(new() { Value = name });
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var envelope = JsonDocument.Parse(reader.GetString(0)).RootElement;
            found.Add(envelope.GetProperty("data").Deserialize<T>(JsonSerializerOptions.Web)!);
        }

        return found;
    }

    internal Task<string?> StatusAsync(TestOrder order) =>
        Payments.Database.ScalarAsync<string>("SELECT status FROM payments WHERE order_id = $1", order.Id);

    internal async Task UntilStatusAsync(TestOrder order, string status) => await EventuallyAsync(() => StatusAsync(order), s => s == status);

    /// <summary>No operation of the order is left to do.</summary>
    internal async Task UntilQuietAsync(TestOrder order) => await EventuallyAsync(
        () => Payments.Database.ScalarAsync<long>("SELECT count(*) FROM payment_operations WHERE order_id = $1 AND state = 'pending'", order.Id),
        pending => pending == 0);

    /// <summary>Every command sent for the order has been handled, and nothing of it is left to do.</summary>
    internal async Task UntilHandledAsync(TestOrder order)
    {
        await EventuallyAsync(
            () => Payments.Database.ScalarAsync<long>(
                """
                SELECT count(*) FROM outbox o WHERE o.key = $1 AND o.topic = 'payments.commands'
                AND NOT EXISTS (SELECT FROM inbox i WHERE i.consumer = 'payments' AND i.message_id = o.message_id)
                """, order.Id.ToString()),
            unhandled => unhandled == 0);
        await UntilQuietAsync(order);
    }

    /// <summary>The shopper's browser answers the bank's page.</summary>
    internal async Task<HttpStatusCode> AnswerChallengeAsync(string url, string outcome)
    {
        using var browser = Sandbox.CreateClient(token: null);
        var page = new Uri(url).AbsolutePath;
        using var form = new FormUrlEncodedContent([new("outcome", outcome)]);
        using var response = await browser.PostAsync(page, form);
        return response.StatusCode;
    }

    /// <summary>The shopper comes back from the bank's page.</summary>
    internal async Task ConfirmAsync(TestOrder order)
    {
        using var shopper = Payments.CreateClient(order.CustomerId, "customer");
        using var response = await shopper.PostAsync($"/api/v1/payments/{order.Id}/confirmation", null);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    /// <summary>What the provider itself has on record for the order.</summary>
    internal async Task<ProviderRecord> AtProviderAsync(TestOrder order)
    {
        await using var command = Sandbox.Database.Source.CreateCommand("""
            SELECT count(*) FILTER (WHERE c.status = 'authorized'), count(*), coalesce(sum(c.captured), 0)::bigint,
                   coalesce(sum(c.refunded), 0)::bigint,
                   (SELECT count(*) FROM captures p JOIN charges x ON x.id = p.charge_id WHERE x.idempotency_key = $1),
                   (SELECT count(*) FROM refunds r JOIN charges x ON x.id = r.charge_id WHERE x.idempotency_key = $1)
            FROM charges c WHERE c.idempotency_key = $1 OR c.reference = $2
            """);
        command.Parameters.Add(new() { Value = order.AuthorizationKey });
        command.Parameters.Add(new() { Value = order.Id.ToString("N") });
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return new ProviderRecord(
            reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5));
    }

    /// <summary>Debits minus credits per account of one order.</summary>
    internal async Task<Dictionary<string, long>> LedgerAsync(TestOrder order)
    {
        var balances = new Dictionary<string, long>();
        await using var command = Payments.Database.Source.CreateCommand(
            "SELECT account, sum(debit_minor - credit_minor)::bigint FROM ledger_entries WHERE order_id = $1 GROUP BY account");
        command.Parameters.Add(new() { Value = order.Id });
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            balances[reader.GetString(0)] = reader.GetInt64(1);
        return balances;
    }

    internal static async Task<T> EventuallyAsync<T>(Func<Task<T>> look, Func<T, bool> isThere)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var seen = await look();
            if (isThere(seen))
                return seen;
            Assert.True(TimeProvider.System.GetElapsedTime(began) < s_patience, $"It did not come to be within {s_patience}; last seen: {seen}.");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}

internal sealed record TestOrder(Guid Id, Guid CustomerId, long Amount)
{
    public string AuthorizationKey => $"authorize-{Id:N}";

    public static TestOrder New(long amount = 4990) => new(Guid.CreateVersion7(), Guid.CreateVersion7(), amount);

    public AuthorizePaymentV1 Authorization(string token, TimeSpan? within = null) =>
        new(Id, CustomerId, Amount, "EUR", token, TimeProvider.System.GetUtcNow() + (within ?? TimeSpan.FromMinutes(5)));

    public CapturePaymentV1 Capture(long amount) => new(Id, Guid.CreateVersion7(), amount, "EUR");

    public string KeyOf(CapturePaymentV1 capture) => $"capture-{Id:N}-{capture.CaptureId:N}";
}

internal sealed record ProviderRecord(long Holding, long Charges, long CapturedAmount, long RefundedAmount, long Captures, long Refunds);
