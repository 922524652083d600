namespace Commerce.AdminUi;

/// <summary>The way from the start page to where somebody is, read from the address.</summary>
internal static class Trail
{
    /// <summary>Titles and where they lead; the last one leads nowhere.</summary>
    public static IReadOnlyList<(string Title, string? Address)> Of(string relativeAddress)
    {
        var segments = relativeAddress.Split('?', '#')[0].Split('/', StringSplitOptions.RemoveEmptyEntries);
        var area = NavigationItems.All.FirstOrDefault(item => item.Address == (segments.FirstOrDefault() ?? ""));
        if (area is null)
            return [("Commerce", null)];
        if (segments.Length == 0)
            return [(area.Title, null)];
        var trail = new List<(string, string?)> { (area.Title, area.Address) };
        for (var i = 1; i < segments.Length; i++)
            trail.Add((Title(segments[i]), string.Join('/', segments[..(i + 1)])));
        trail[^1] = (trail[^1].Item1, null);
        return trail;
    }

    private static string Title(string segment) => Guid.TryParse(segment, out var id) ? ShortId.Of(id) : Uri.UnescapeDataString(segment);
}
