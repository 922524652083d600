using Commerce.Payments;
using Npgsql;

namespace Commerce.Seeding;

/// <summary>Payments, what was done about them at the provider, and the books.</summary>
internal sealed class PaymentsFilling(ScaledShop shop) : Filling("paymentsdb", "orders", shop.Scale.Orders)
{
    private BulkTable _payments = null!;
    private BulkTable _operations = null!;
    private BulkTable _ledger = null!;

    public override void Fill(NpgsqlConnection connection)
    {
        _payments = Table(
            connection, "payments",
            """
            order_id, payment_id, customer_id, token, currency, amount_minor, status, deadline, authorized_minor, captured_minor, refunded_minor,
            provider_reference, card_brand, card_last4, decline_code, version, created_at, updated_at
            """);
        _operations = Table(
            connection, "payment_operations",
            """
            id, order_id, kind, reference_id, amount_minor, currency, reason, state, reserved, attempts, next_attempt_at, code, detail,
            provider_reference, correlation_id, user_id, created_at, finished_at
            """);
        _ledger = Table(connection, "ledger_entries", "operation_id, line, order_id, account, currency, debit_minor, credit_minor, booked_at");
        foreach (var story in shop.Orders.All())
        {
            if (PaymentStory.Of(story, shop.DiceOf("payment", story.Number)) is { } money)
            {
                Add(money.Payment);
                foreach (var operation in money.Operations)
                    Add(operation);
            }

            Advance();
        }

        Flush();
    }

    private void Add(Payment payment) => _payments.Add(to =>
    {
        to.Write(payment.OrderId);
        to.Write(payment.PaymentId);
        to.Maybe(payment.CustomerId);
        to.Maybe(payment.Token);
        to.Maybe(payment.Currency);
        to.Write(payment.Amount);
        to.Write(Names<PaymentStatus>.Of(payment.Status));
        to.Maybe(payment.Deadline);
        to.Write(payment.Authorized);
        to.Write(payment.Captured);
        to.Write(payment.Refunded);
        to.Maybe(payment.ProviderReference);
        to.Maybe(payment.CardBrand);
        to.Maybe(payment.CardLast4);
        to.Maybe(payment.DeclineCode);
        to.Write(payment.Version);
        to.Write(payment.CreatedAt);
        to.Write(payment.UpdatedAt);
    });

    private void Add(Finished finished)
    {
        var operation = finished.Operation;
        _operations.Add(to =>
        {
            to.Write(operation.Id);
            to.Write(operation.OrderId);
            to.Write(Names<OperationKind>.Of(operation.Kind));
            to.Write(operation.ReferenceId);
            to.Write(operation.Amount);
            to.Maybe(operation.Currency);
            to.Maybe(operation.Reason);
            to.Write(Names<OperationState>.Of(operation.State));
            to.Write(operation.Reserved);
            to.Write(operation.Attempts);
            to.Write(operation.NextAttemptAt);
            to.Maybe(operation.Code);
            to.Maybe(operation.Detail);
            to.Maybe(operation.ProviderReference);
            to.Write(operation.Context.CorrelationId);
            to.Maybe(operation.Context.UserId);
            to.Write(operation.CreatedAt);
            to.Write(finished.At);
        });
        Gathered();
        if (finished.Booking is { } booking)
            Add(booking, finished.At);
    }

    private void Add(LedgerTransaction booking, DateTimeOffset at)
    {
        for (var i = 0; i < booking.Lines.Count; i++)
        {
            var (number, line) = ((short)(i + 1), booking.Lines[i]);
            _ledger.Add(to =>
            {
                to.Write(booking.OperationId);
                to.Write(number);
                to.Write(booking.OrderId);
                to.Write(line.Account);
                to.Write(booking.Currency);
                to.Write(line.Debit);
                to.Write(line.Credit);
                to.Write(at);
            });
            Gathered();
        }
    }
}
