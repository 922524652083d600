using Microsoft.AspNetCore.WebUtilities;

namespace Commerce.DeveloperDashboard;

/// <summary>Relative addresses that carry a page's state; empty values leave no trace.</summary>
internal static class PageAddress
{
    public static string Of(string path, params IEnumerable<(string Name, string? Value)> query) =>
        QueryHelpers.AddQueryString(
            path, query.Where(q => !string.IsNullOrEmpty(q.Value)).Select(q => KeyValuePair.Create(q.Name, q.Value)));
}
