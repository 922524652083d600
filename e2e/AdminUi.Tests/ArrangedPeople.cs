using System.Net.Http.Json;
using System.Text.Json;
using Commerce.Identity;

namespace Commerce.AdminUi;

/// <summary>What colleagues have done before a test looks: each is arranged once, over the API, by an owner of its own.</summary>
internal sealed class ArrangedPeople(PortalHost host)
{
    private static readonly string[] s_roles = ["support"];
    private static readonly string[] s_scopes = ["orders:read", "orders:ship", "customers:read"];

    private SignedInPerson? _person;
    private Guid? _clerk;
    private Guid? _erasure;
    private Guid? _invitation;
    private Guid? _apiKey;

    /// <summary>A customer with a long German name.</summary>
    public async Task<SignedInPerson> PersonAsync()
    {
        if (_person is not null)
            return _person;
        _person = await host.SignedInAsync();
        await host.Database.ExecuteAsync(
            "UPDATE users SET display_name = 'Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen <script>alert(1)</script>', email_confirmed = true WHERE id = $1", _person.Id);
        return _person;
    }

    /// <summary>Somebody who works in support.</summary>
    public async Task<Guid> ClerkAsync() => _clerk ??= (await host.SignedInAsync("support")).Id;

    public async Task<Guid> ErasureAsync() => _erasure ??= await AskErasureAsync((await host.SignedInAsync()).Id);

    public async Task<Guid> InvitationAsync() => _invitation ??= (await PostAsync(
        "/api/v1/staff/invitations", new { email = "a.very.long.address.of.somebody@departement.shop.example", roles = s_roles })).GetProperty("id").GetGuid();

    public async Task<Guid> ApiKeyAsync() => _apiKey ??= (await PostAsync(
        "/api/v1/api-keys", new { name = "Warehouse scanner", scopes = s_scopes, expiresInDays = 90 })).GetProperty("key").GetProperty("id").GetGuid();

    /// <summary>Colleagues share what they look at in this list.</summary>
    public async Task ViewsAsync(string list)
    {
        await PostAsync("/api/v1/staff/views", new { list, name = "Paid, not shipped", query = "status=confirmed&sort=placedAt", isShared = true });
        await PostAsync("/api/v1/staff/views", new { list, name = "Donaudampfschifffahrtsgesellschaftskapitänsmützen, offen", query = "status=shipped", isShared = true });
    }

    /// <summary>A colleague asks for this account to be erased.</summary>
    public async Task<Guid> AskErasureAsync(Guid userId) =>
        (await PostAsync($"/api/v1/users/{userId}/erasure-requests", new { reason = "Letter of 12 March, ticket 4711" })).GetProperty("id").GetGuid();

    public async Task<JsonElement> PostAsync(string path, object body, HttpMethod? method = null)
    {
        using var owner = host.CreateClient((await host.SignedInAsync("owner")).AccessToken);
        using var request = new HttpRequestMessage(method ?? HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        using var answer = await owner.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
