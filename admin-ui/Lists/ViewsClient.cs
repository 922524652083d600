namespace Commerce.AdminUi;

/// <summary>Identity's API about what people kept of the portal's lists under a name.</summary>
internal sealed class ViewsClient(GatewayClient gateway)
{
    private const string Path = "/api/v1/staff/views";

    public async Task<IReadOnlyList<SavedView>> ListAsync(string list, CancellationToken ct) => (await gateway.GetAsync<ViewList>(ApiPath.Of(Path, ("list", list)), ct)).Views;

    public Task<SavedView> SaveAsync(string list, string name, string query, bool isShared, Guid key) =>
        gateway.PostAsync<SavedView>(Path, new { List = list, Name = name, Query = query, IsShared = isShared }, key, CancellationToken.None);

    public Task<SavedView> EditAsync(SavedView view, string name, string query, bool isShared, Guid key) =>
        gateway.PutAsync<SavedView>($"{Path}/{view.Id}", new { Name = name, Query = query, IsShared = isShared }, view.Version, key, CancellationToken.None);

    public Task DeleteAsync(SavedView view, Guid key) => gateway.DeleteAsync($"{Path}/{view.Id}", null, key, CancellationToken.None);

    private sealed record ViewList(IReadOnlyList<SavedView> Views);
}

/// <summary>What a list showed, under a name.</summary>
/// <param name="Query">As the list's address says it.</param>
/// <param name="IsMine">Nobody else changes it.</param>
internal sealed record SavedView(Guid Id, string List, string Name, string Query, bool IsShared, bool IsMine, string OwnerName, long Version);
