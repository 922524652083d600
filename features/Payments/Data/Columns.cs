namespace Commerce.Payments;

/// <summary>Many rows travel as one array per column: one statement however many rows there are.</summary>
internal static class Columns
{
    public static TColumn[] Column<TRow, TColumn>(this IReadOnlyCollection<TRow> rows, Func<TRow, TColumn> value) => [.. rows.Select(value)];
}
