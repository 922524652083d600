using Commerce.Kernel;

namespace Commerce.Defaults;

/// <summary>The page that a caller asks for: how many rows of which listing, from which place on.</summary>
/// <param name="Listing">Which listing and order it is, such as <c>products:price</c>: cursors of another one do not fit.</param>
/// <param name="Size">How many items it has at the most.</param>
/// <param name="After">The last row that the caller has seen; null at the start.</param>
public sealed record PageRequest(string Listing, int Size, CursorKey? After)
{
    /// <summary>How many rows to read: one more than the page has, to learn whether there is more.</summary>
    public int Rows => Size + 1;

    /// <summary>What was asked for, or 422 when no page has <paramref name="limit"/> items, or 400 when the cursor is none of this listing.</summary>
    public static Result<PageRequest> Read(string listing, string? cursor, int? limit, int max = Limit.Shoppers, int otherwise = Limit.Default)
    {
        var size = Limit.Read(limit, max, otherwise);
        if (size.Error is { } outOfRange)
            return outOfRange;
        return Cursor.TryDecode(cursor, listing, out var after) ? new PageRequest(listing, size.Value, after) : RequestErrors.InvalidCursor;
    }

    /// <summary>The page out of <see cref="Rows"/> rows.</summary>
    /// <param name="key">A row's sort key, as <see cref="Cursor.Encode"/> takes it.</param>
    public Page<T> PageOf<T>(IReadOnlyList<T> rows, Func<T, object?[]> key)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(key);
        return rows.Count <= Size ? new(rows, null) : new([.. rows.Take(Size)], Cursor.Encode(Listing, key(rows[Size - 1])));
    }
}
