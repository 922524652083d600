namespace Commerce.AdminUi;

/// <summary>What the list of payments can be asked, for the page and for its export.</summary>
internal static class PaymentList
{
    public static readonly ListSchema Schema = new(
        ["order", "status", "currency", "from", "to", "customer"], ["-createdAt", "createdAt"],
        ["order", "created", "status", "amount", "captured", "refunded", "card", "customer", "updated"])
    { Extra = ["customer", "updated"] };

    public static readonly CsvExport<PaymentsClient, PaymentDetails> Export = new("payments", StaffPermissions.ReadPayments, Schema, ReadAsync,
    [
        new("order", row => row.OrderId),
        new("created", row => row.CreatedAt),
        new("status", row => row.Status),
        new("currency", row => row.Amount?.Currency.Code),
        new("amount", row => row.Amount),
        new("authorized", row => row.Authorized),
        new("captured", row => row.Captured),
        new("refunded", row => row.Refunded),
        new("card", row => row.Card is null ? null : PaymentWords.Card(row.Card)),
        new("decline_code", row => row.DeclineCode),
        new("provider_reference", row => row.ProviderReference),
        new("customer", row => row.CustomerId),
        new("updated", row => row.UpdatedAt),
    ]);

    // An id that is none is nobody's: the list is empty instead of everything.
    public static Task<Page<PaymentDetails>> ReadAsync(PaymentsClient payments, ListState state, PersonFormat format, int limit, CancellationToken ct)
    {
        Guid? order = null;
        if (state.Filter("order") is { } text)
        {
            if (!Guid.TryParse(text, out var id))
                return Task.FromResult(new Page<PaymentDetails>([], null));
            order = id;
        }

        return payments.ListAsync(
            new(state.Filter("status") is { } status && PaymentWords.Statuses.Contains(status) ? status : null, state.Filter("currency"), order,
                Guid.TryParse(state.Filter("customer"), out var customer) ? customer : null, format.DayBegins(state.Filter("from")), format.DayBegins(state.Filter("to"), daysLater: 1)),
            state.Sort, state.Cursor, limit, ct);
    }
}
