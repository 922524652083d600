using Microsoft.AspNetCore.Components;

namespace Commerce.AdminUi;

/// <summary>A column of a list.</summary>
/// <param name="Name">As the address spells it.</param>
/// <param name="Sort">The sort that it stands for, ascending; null when the API does not sort by it.</param>
/// <param name="IsNumber">Aligned by its last digit.</param>
/// <param name="Width">In CSS; the rest is shared among those without one.</param>
public sealed record ListColumn<TItem>(
    string Name, string Title, RenderFragment<TItem> Cell, string? Sort = null, bool IsNumber = false, string? Width = null);
