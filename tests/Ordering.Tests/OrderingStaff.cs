using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Commerce.Ordering;

/// <summary>Somebody of the shop, with these roles.</summary>
internal sealed class OrderingStaff(OrderingShop shop, params string[] roles)
{
    private readonly HttpClient _http = shop.Host.CreateClient(Id, roles);

    public static Guid Id { get; } = Guid.Parse("019aa5bf-0000-7f10-b2a8-6e9d84f7a1c5");

    public async Task<JsonElement> GetAsync(string path, HttpStatusCode status = HttpStatusCode.OK)
    {
        using var answer = await _http.GetAsync(new Uri(path, UriKind.Relative));
        return await BodyAsync(answer, status);
    }

    public async Task<(JsonElement Body, Uri? Location)> PostAsync(string path, object? body, HttpStatusCode status, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        using var answer = await _http.SendAsync(request);
        return (await BodyAsync(answer, status), answer.Headers.Location);
    }

    public async Task DeleteAsync(string path, HttpStatusCode status)
    {
        using var answer = await _http.DeleteAsync(new Uri(path, UriKind.Relative));
        await BodyAsync(answer, status);
    }

    private static async Task<JsonElement> BodyAsync(HttpResponseMessage answer, HttpStatusCode status)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == status, $"{answer.RequestMessage!.RequestUri} answered {answer.StatusCode}: {text}");
        return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }
}
