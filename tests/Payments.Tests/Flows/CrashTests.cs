using Commerce.Data;
using Commerce.Payments.Contracts;
using Commerce.PaymentSandbox;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.Payments;

/// <summary>What is cut between the provider's deed and our commit happens once all the same.</summary>
public sealed class CrashTests(PaymentsShop shop)
{
    [Fact]
    public async Task Authorization_WhenTheWorkerDiesBeforeItsCommit_IsTakenOverAndChargedOnce()
    {
        var order = TestOrder.New();
        // The worker that made this call never comes back; all that is left of it is its lease.
        shop.Provider.AfterNextCall(order.AuthorizationKey, "Authorize", (_, _) => new TaskCompletionSource<ProviderAnswer>().Task);
        await shop.SendAsync(order.Id, order.Authorization(await shop.TokenAsync(TestCards.Visa)));

        await shop.MessageAsync<PaymentAuthorizedV1>(order);

        Assert.Equal(new ProviderRecord(1, 1, 0, 0, 0, 0), await shop.AtProviderAsync(order));
        Assert.Equal(["Authorize", "Find"], shop.Provider.CallsWith(order.AuthorizationKey));
        Assert.Equal(order.Amount, (await shop.LedgerAsync(order))[Account.AuthorizedHolds]);
    }

    [Fact]
    public async Task Authorization_WhenTheOldWorkerComesBackLate_IsNotBookedTwice()
    {
        var order = TestOrder.New();
        var mayReturn = new TaskCompletionSource();
        shop.Provider.AfterNextCall(order.AuthorizationKey, "Authorize", async (answer, _) =>
        {
            await mayReturn.Task;
            return answer;
        });
        await shop.SendAsync(order.Id, order.Authorization(await shop.TokenAsync(TestCards.Visa)));
        await shop.MessageAsync<PaymentAuthorizedV1>(order);

        mayReturn.SetResult();
        await Task.Delay(300, TestContext.Current.CancellationToken);

        Assert.Single(await shop.MessagesAsync<PaymentAuthorizedV1>(order));
        Assert.Equal(order.Amount, (await shop.LedgerAsync(order))[Account.AuthorizedHolds]);
    }

    [Fact]
    public async Task Capture_WhenTheWorkerDiesBeforeItsCommit_TakesOnce()
    {
        var order = await shop.AuthorizedAsync();
        var capture = order.Capture(order.Amount);
        shop.Provider.AfterNextCall(order.KeyOf(capture), "Capture", (_, _) => new TaskCompletionSource<ProviderAnswer>().Task);
        await shop.SendAsync(order.Id, capture);

        await shop.MessageAsync<PaymentCapturedV1>(order);

        Assert.Equal(new ProviderRecord(1, 1, order.Amount, 0, 1, 0), await shop.AtProviderAsync(order));
        Assert.Equal(-order.Amount, (await shop.LedgerAsync(order))[Account.Sales]);
    }

    [Fact]
    public async Task Authorization_WhenTheCommitIsImpossibleForAWhile_IsChargedOnce()
    {
        var order = TestOrder.New();
        await using var connection = await shop.Payments.Database.Source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var hold = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        shop.Provider.AfterNextCall(order.AuthorizationKey, "Authorize", async (answer, ct) =>
        {
            await using var lockRow = new Npgsql.NpgsqlCommand("SELECT 1 FROM payments WHERE order_id = $1 FOR UPDATE", connection, hold);
            lockRow.Parameters.Add(new() { Value = order.Id });
            await lockRow.ExecuteScalarAsync(ct);
            return answer;
        });
        await shop.SendAsync(order.Id, order.Authorization(await shop.TokenAsync(TestCards.Visa)));
        await PaymentsShop.EventuallyAsync(
            () => shop.Payments.Database.ScalarAsync<long>(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"), waiting => waiting > 0);
        await PaymentsShop.EventuallyAsync(
            () => Task.FromResult(shop.Payments.Logs.Lines), lines => lines.Any(l => l.Contains("could not be settled", StringComparison.Ordinal)));

        await hold.RollbackAsync(TestContext.Current.CancellationToken);
        await shop.MessageAsync<PaymentAuthorizedV1>(order);

        Assert.Equal(new ProviderRecord(1, 1, 0, 0, 0, 0), await shop.AtProviderAsync(order));
        Assert.Single(shop.Provider.CallsWith(order.AuthorizationKey), "Authorize");
    }

    [Fact]
    public async Task Answer_OfAWorkerWhoseLeaseWasTakenOver_IsLeftToTheOtherWorker()
    {
        var order = await shop.AuthorizedAsync();
        var now = TimeProvider.System.GetUtcNow();
        var capture = Operation.New(OperationKind.Capture, order.Id, Guid.CreateVersion7(), 100, "EUR", RequestContext.System("test"), now);
        await shop.Payments.Database.ExecuteAsync(
            """
            WITH payment AS (UPDATE payments SET capturing_minor = 100 WHERE order_id = $2)
            INSERT INTO payment_operations (id, order_id, kind, reference_id, amount_minor, currency, reserved, attempts, next_attempt_at, correlation_id, created_at)
            VALUES ($1, $2, 'capture', $3, 100, 'EUR', true, 2, $4, 'test', $5)
            """,
            capture.Id, order.Id, capture.ReferenceId, now.AddHours(1), now);
        var desk = shop.Payments.Services.GetRequiredService<OperationDesk>();
        var answer = new ProviderAnswer.Refused("charge_expired", "…");

        Assert.Empty(await desk.SettleAsync([new Answered(capture with { Attempts = 1 }, answer)], TestContext.Current.CancellationToken));
        Assert.Empty(await shop.MessagesAsync<PaymentCaptureFailedV1>(order));

        Assert.Single(await desk.SettleAsync([new Answered(capture with { Attempts = 2 }, answer)], TestContext.Current.CancellationToken));
        Assert.Single(await shop.MessagesAsync<PaymentCaptureFailedV1>(order));
    }
}
