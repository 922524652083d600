using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Commerce.AdminUi;

/// <summary>Calls the API through the gateway with the person's own token. The typed clients of the contexts are made of it.</summary>
internal sealed class GatewayClient(IHttpClientFactory clients, SessionTokens tokens, StaffSessions sessions, CurrentSession session)
{
    public const string HttpClientName = "gateway";

    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { MaxDepth = 32 };

    /// <exception cref="GatewayException">The call was refused, or nobody answered.</exception>
    /// <exception cref="SessionEndedException">The person has to sign in again.</exception>
    public async Task<T> GetAsync<T>(string path, CancellationToken ct)
    {
        using var answer = await SendAsync(new(HttpMethod.Get, path), HttpCompletionOption.ResponseContentRead, ct);
        return await ReadAsync<T>(answer, ct);
    }

    /// <summary>Null when there is no such thing, or the person may not know of it.</summary>
    /// <exception cref="GatewayException">The call was refused, or nobody answered.</exception>
    public async Task<T?> FindAsync<T>(string path, CancellationToken ct)
        where T : class
    {
        try
        {
            return await GetAsync<T>(path, ct);
        }
        catch (GatewayException e) when (e.Problem.IsNotFound || e.Problem.IsForbidden)
        {
            return null;
        }
    }

    /// <param name="idempotencyKey">The same for every try of one wish: whatever is lost on the way, it is done once.</param>
    /// <exception cref="GatewayException">The call was refused, or nobody answered.</exception>
    public Task<T> PostAsync<T>(string path, object body, Guid idempotencyKey, CancellationToken ct) =>
        ChangeAsync<T>(new(HttpMethod.Post, path) { Content = JsonContent.Create(body, body.GetType(), options: Json) }, null, idempotencyKey, ct);

    /// <summary>Sets something off that takes no values and whose answer tells nothing more.</summary>
    /// <exception cref="GatewayException">The call was refused, or nobody answered.</exception>
    public async Task PostAsync(string path, Guid idempotencyKey, CancellationToken ct)
    {
        using var answer = await SendAsync(Change(new(HttpMethod.Post, path), null, idempotencyKey), HttpCompletionOption.ResponseContentRead, ct);
    }

    /// <summary>A file.</summary>
    /// <exception cref="GatewayException">The call was refused, or nobody answered.</exception>
    public async Task<byte[]> GetBytesAsync(string path, CancellationToken ct)
    {
        using var answer = await SendAsync(new(HttpMethod.Get, path), HttpCompletionOption.ResponseContentRead, ct);
        return await answer.Content.ReadAsByteArrayAsync(ct);
    }

    /// <param name="version">What the change is based on: refused with 412 when somebody else was first. Null where it does not matter.</param>
    /// <exception cref="GatewayException">The call was refused, or nobody answered.</exception>
    public Task<T> PutAsync<T>(string path, object body, long? version, Guid idempotencyKey, CancellationToken ct) =>
        ChangeAsync<T>(new(HttpMethod.Put, path) { Content = JsonContent.Create(body, body.GetType(), options: Json) }, version, idempotencyKey, ct);

    /// <exception cref="GatewayException">The call was refused, or nobody answered.</exception>
    public async Task DeleteAsync(string path, long? version, Guid idempotencyKey, CancellationToken ct)
    {
        using var answer = await SendAsync(Change(new(HttpMethod.Delete, path), version, idempotencyKey), HttpCompletionOption.ResponseContentRead, ct);
    }

    /// <summary>Server-sent events for as long as the server sends them.</summary>
    /// <exception cref="GatewayException">The call was refused, or the connection broke.</exception>
    public async IAsyncEnumerable<T> StreamAsync<T>(string path, [EnumeratorCancellation] CancellationToken ct)
    {
        using var answer = await SendAsync(new(HttpMethod.Get, path), HttpCompletionOption.ResponseHeadersRead, ct);
        await using var body = await answer.Content.ReadAsStreamAsync(ct);
        await foreach (var item in SseParser.Create(body, (_, data) => JsonSerializer.Deserialize<T>(data, Json)!).EnumerateAsync(ct))
            yield return item.Data;
    }

    private async Task<T> ChangeAsync<T>(HttpRequestMessage request, long? version, Guid idempotencyKey, CancellationToken ct)
    {
        using var answer = await SendAsync(Change(request, version, idempotencyKey), HttpCompletionOption.ResponseContentRead, ct);
        return await ReadAsync<T>(answer, ct);
    }

    private static HttpRequestMessage Change(HttpRequestMessage request, long? version, Guid idempotencyKey)
    {
        request.Headers.Add("Idempotency-Key", idempotencyKey.ToString());
        if (version is { } seen)
            request.Headers.Add("If-Match", $"\"{seen}\"");
        return request;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, HttpCompletionOption completion, CancellationToken ct)
    {
        using var call = request;
        var sessionId = await session.IdAsync();
        try
        {
            call.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await tokens.AccessTokenAsync(sessionId, ct));
            using var http = clients.CreateClient(HttpClientName);
            var answer = await http.SendAsync(call, completion, ct);
            if (answer.IsSuccessStatusCode)
                return answer;
            using (answer)
                throw await RefusalAsync(answer, sessionId, ct);
        }
        catch (Exception e) when (e is HttpRequestException or IssuerUnavailableException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            throw new GatewayException(Problem.Unreachable(Activity.Current?.TraceId.ToHexString()), e);
        }
    }

    private async Task<Exception> RefusalAsync(HttpResponseMessage answer, string sessionId, CancellationToken ct)
    {
        var problem = await ProblemReader.ReadAsync(answer, ct);
        if (problem.Status != StatusCodes.Status401Unauthorized || problem.AsksForProof)
            return new GatewayException(problem);
        // A token that is good by its own dates is refused when the session behind it was ended elsewhere.
        await sessions.EndAsync(sessionId);
        return new SessionEndedException();
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage answer, CancellationToken ct)
    {
        try
        {
            return await answer.Content.ReadFromJsonAsync<T>(Json, ct) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw new GatewayException(new((int)answer.StatusCode, "unreadable", "The shop answered with something that this portal does not understand.", Activity.Current?.TraceId.ToHexString(), []), e);
        }
    }
}
