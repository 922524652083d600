namespace Commerce.Payments;

/// <summary>The accounts of the ledger; each exists once per currency.</summary>
internal static class Account
{
    /// <summary>Memo: money that providers hold for us, until captured or let go.</summary>
    public const string AuthorizedHolds = "authorized_holds";
    public const string HoldsOffset = "holds_offset";

    /// <summary>Asset: what providers owe us.</summary>
    public const string ProviderClearing = "provider_clearing";

    /// <summary>Expense: what providers keep.</summary>
    public const string ProviderFees = "provider_fees";
    public const string Sales = "sales";
    public const string Refunds = "refunds";
}

/// <summary>One line of a transaction: a debit or a credit, never both.</summary>
internal sealed record LedgerLine(string Account, long Debit, long Credit);

/// <summary>What one operation books: lines whose debits and credits are equal.</summary>
internal sealed record LedgerTransaction
{
    private LedgerTransaction(Guid operationId, Guid orderId, string currency, IReadOnlyList<LedgerLine> lines)
    {
        if (lines.Sum(l => l.Debit) != lines.Sum(l => l.Credit))
            throw new InvalidOperationException($"Operation {operationId} does not balance.");
        (OperationId, OrderId, Currency, Lines) = (operationId, orderId, currency, lines);
    }

    public Guid OperationId { get; }

    public Guid OrderId { get; }

    public string Currency { get; }

    public IReadOnlyList<LedgerLine> Lines { get; }

    /// <summary>The provider holds the amount.</summary>
    public static LedgerTransaction Hold(Operation operation, string currency, long amount) =>
        Book(operation, currency, Debit(Account.AuthorizedHolds, amount), Credit(Account.HoldsOffset, amount));

    /// <summary>The provider let the amount go.</summary>
    public static LedgerTransaction LetGo(Operation operation, string currency, long amount) =>
        Book(operation, currency, Debit(Account.HoldsOffset, amount), Credit(Account.AuthorizedHolds, amount));

    /// <summary>Held money became ours, less the provider's fee.</summary>
    public static LedgerTransaction Capture(Operation operation, string currency, long amount, long fee) =>
        Book(operation, currency,
            Debit(Account.HoldsOffset, amount), Credit(Account.AuthorizedHolds, amount),
            Debit(Account.ProviderClearing, amount - fee), Debit(Account.ProviderFees, fee), Credit(Account.Sales, amount));

    /// <summary>Our money went back to the shopper.</summary>
    public static LedgerTransaction Refund(Operation operation, string currency, long amount) =>
        Book(operation, currency, Debit(Account.Refunds, amount), Credit(Account.ProviderClearing, amount));

    private static LedgerTransaction Book(Operation operation, string currency, params IEnumerable<LedgerLine> lines) =>
        new(operation.Id, operation.OrderId, currency, [.. lines.Where(l => l.Debit != 0 || l.Credit != 0)]);

    private static LedgerLine Debit(string account, long amount) => new(account, amount, 0);

    private static LedgerLine Credit(string account, long amount) => new(account, 0, amount);
}
