using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Commerce.AdminUi;

/// <summary>Reads refusals, also of those who do not write them as the API does.</summary>
internal static partial class ProblemReader
{
    public static async Task<Problem> ReadAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        var document = await DocumentAsync(answer, ct);
        var challenge = answer.Headers.WwwAuthenticate.ToString();
        return new(
            (int)answer.StatusCode,
            document?.Code ?? "unknown",
            document?.Detail ?? $"The shop answered with {(int)answer.StatusCode} and no reason.",
            document?.TraceId,
            document?.Errors ?? [],
            MaxAge().Match(challenge) is { Success: true } age ? int.Parse(age.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : null,
            Level().Match(challenge) is { Success: true } level ? level.Groups[1].Value : null,
            answer.Headers.RetryAfter?.Delta);
    }

    private static async Task<Document?> DocumentAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        if (answer.Content.Headers.ContentType?.MediaType != "application/problem+json")
            return null;
        try
        {
            return await answer.Content.ReadFromJsonAsync<Document>(GatewayClient.Json, ct);
        }
        catch (JsonException)
        {
            return null; // cut short on its way: the status is all there is to tell
        }
    }

    [GeneratedRegex(@"max_age=""?(\d{1,6})")]
    private static partial Regex MaxAge();

    [GeneratedRegex(@"acr_values=""([^""]{1,100})""")]
    private static partial Regex Level();

    private sealed record Document(string? Code, string? Detail, string? TraceId, IReadOnlyList<FieldProblem>? Errors);
}
