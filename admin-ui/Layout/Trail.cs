namespace Commerce.AdminUi;

/// <summary>The way from the start page to where somebody is, read from the address.</summary>
internal static class Trail
{
    /// <summary>Titles and where they lead; the last one leads nowhere.</summary>
    public static IReadOnlyList<(string Title, string? Address)> Of(string relativeAddress)
    {
        var segments = relativeAddress.Split('?', '#')[0].Split('/', StringSplitOptions.RemoveEmptyEntries);
        var area = NavigationItems.All.FirstOrDefault(item => item.Address == segments.FirstOrDefault());
        if (area is null)
            return [("Commerce", null)];
        return segments is [_, var id] ? [(area.Title, area.Address), (Title(id), null)] : [(area.Title, null)];
    }

    private static string Title(string segment) => Guid.TryParse(segment, out var id) ? ShortId.Of(id) : Uri.UnescapeDataString(segment);
}
