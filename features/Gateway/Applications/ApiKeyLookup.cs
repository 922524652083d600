using System.Net;
using System.Text.Json;
using Polly;
using Polly.Timeout;

namespace Commerce.Gateway;

/// <summary>Asks Identity what a key is worth.</summary>
internal sealed partial class ApiKeyLookup(HttpClient client, ILogger<ApiKeyLookup> logger)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    /// <summary>Never fails: without an answer the key is unverified.</summary>
    public async Task<Application> AskAsync(string key)
    {
        try
        {
            // Not cancelled with the caller: others wait for the same answer.
            using var response = await client.PostAsJsonAsync("/internal/api-keys/exchange", new { key }, CancellationToken.None);
            if (response.StatusCode is HttpStatusCode.Unauthorized && await SpeaksOfTheKeyAsync(response))
                return new Application.Refused();
            response.EnsureSuccessStatusCode();
            var answer = await response.Content.ReadFromJsonAsync<Exchanged>(CancellationToken.None) ?? throw new JsonException("Identity answered null.");
            return new Application.Known($"rate:api-key:{answer.KeyId:N}", new("api-key", answer.PermitsPerMinute, Window), answer.AccessToken);
        }
        catch (Exception away) when (away is HttpRequestException or JsonException or OperationCanceledException or TimeoutRejectedException or ExecutionRejectedException)
        {
            LogAway(logger, away.Message);
            return new Application.Unverified();
        }
    }

    // Identity can also refuse the gateway itself, which says nothing about the key.
    private static async Task<bool> SpeaksOfTheKeyAsync(HttpResponseMessage response) =>
        (await response.Content.ReadFromJsonAsync<Problem>(CancellationToken.None))?.Code == "invalid_api_key";

    [LoggerMessage(LogLevel.Warning, "An API key could not be verified: {Reason}")]
    private static partial void LogAway(ILogger logger, string reason);

    private sealed record Problem(string? Code);

    private sealed record Exchanged(Guid KeyId, int PermitsPerMinute, string AccessToken);
}
