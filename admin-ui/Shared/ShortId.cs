namespace Commerce.AdminUi;

/// <summary>The end of an id, for people: the beginning is the time and alike in all ids of a day.</summary>
internal static class ShortId
{
    public const int Length = 8;

    public static string Of(Guid id) => "…" + id.ToString()[^Length..];
}
