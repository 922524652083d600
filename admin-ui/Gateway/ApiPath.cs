using Microsoft.AspNetCore.WebUtilities;

namespace Commerce.AdminUi;

/// <summary>Addresses with a query; empty values leave no trace.</summary>
internal static class ApiPath
{
    public static string Of(string path, params IEnumerable<(string Name, string? Value)> query) =>
        QueryHelpers.AddQueryString(
            path, query.Where(q => !string.IsNullOrEmpty(q.Value)).Select(q => KeyValuePair.Create(q.Name, q.Value)));
}
