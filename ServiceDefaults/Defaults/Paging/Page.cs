namespace Commerce.Defaults;

/// <summary>One page of a listing, and how to ask for the next.</summary>
/// <param name="NextCursor">Null on the last page.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);

/// <summary>Cuts pages from what was read.</summary>
public static class Page
{
    /// <summary>A page from rows of which one more than <paramref name="limit"/> was asked for, to learn whether there is more.</summary>
    /// <param name="cursor">The place after a row, made with <see cref="Cursor.Encode"/>.</param>
    public static Page<T> Of<T>(IReadOnlyList<T> rows, int limit, Func<T, string> cursor)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(cursor);
        return rows.Count <= limit ? new(rows, null) : new([.. rows.Take(limit)], cursor(rows[limit - 1]));
    }
}
