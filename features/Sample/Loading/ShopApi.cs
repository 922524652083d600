using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Commerce.Sample;

/// <summary>One service's public API. What is busy or not up yet is asked again for a while.</summary>
internal sealed class ShopApi(HttpClient http, TimeProvider clock)
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);

    public void SignIn(string token) => http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);

    public Task<T> GetAsync<T>(string path, CancellationToken ct) => SendAsync<T>(HttpMethod.Get, path, body: null, ct);

    /// <param name="expected">The code of a refusal that is an answer too.</param>
    public Task<T> PostAsync<T>(string path, object body, CancellationToken ct, string? expected = null) => SendAsync<T>(HttpMethod.Post, path, body, ct, expected);

    public Task<T> PutAsync<T>(string path, object body, CancellationToken ct) => SendAsync<T>(HttpMethod.Put, path, body, ct);

    private async Task<T> SendAsync<T>(HttpMethod method, string path, object? body, CancellationToken ct, string? expected = null)
    {
        var began = clock.GetTimestamp();
        while (true)
        {
            try
            {
                using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body, options: s_json) };
                using var answer = await http.SendAsync(request, ct);
                if (answer.IsSuccessStatusCode || await IsExpectedAsync(answer, expected, ct))
                    return await answer.Content.ReadFromJsonAsync<T>(s_json, ct) ?? throw new LoadingException($"{method} {path} answered nothing.");
                if (!IsPassing(answer.StatusCode) || clock.GetElapsedTime(began) > s_patience)
                    throw new LoadingException($"{method} {path} was refused: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(ct)}");
            }
            catch (HttpRequestException e) when (clock.GetElapsedTime(began) > s_patience)
            {
                throw new LoadingException($"{method} {http.BaseAddress}{path} does not answer: {e.Message}");
            }
            catch (HttpRequestException)
            {
                // Every call here can be repeated: ids are ours, and stock is set against the version it was seen with.
            }

            await Task.Delay(s_pause, clock, ct);
        }
    }

    private static async Task<bool> IsExpectedAsync(HttpResponseMessage answer, string? code, CancellationToken ct) =>
        code is not null && answer.Content.Headers.ContentType?.MediaType is "application/problem+json"
        && (await answer.Content.ReadAsStringAsync(ct)).Contains($"\"{code}\"", StringComparison.Ordinal);

    private static bool IsPassing(HttpStatusCode status) => status is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests
        or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout;
}

/// <summary>The shop cannot be filled, and why.</summary>
internal sealed class LoadingException(string message) : Exception(message);
