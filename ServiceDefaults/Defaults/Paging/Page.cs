namespace Commerce.Defaults;

/// <summary>One page of a listing, and how to ask for the next.</summary>
/// <param name="NextCursor">Null on the last page.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);
