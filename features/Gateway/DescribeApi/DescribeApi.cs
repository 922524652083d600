using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using Commerce.Kernel;

namespace Commerce.Gateway;

/// <summary>Gives the description of the whole public API, made of what each service says about itself.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore without a wait handle holds nothing to release.")]
internal sealed partial class DescribeApi(IConfiguration configuration, HttpClient client, TimeProvider clock, ILogger<DescribeApi> logger)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan FreshWhenIncomplete = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _one = new(1, 1);
    private volatile Description? _last;

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/openapi/v1.json", Handle).WithMetadata(new EdgeRules()).AllowAnonymous().ExcludeFromDescription();

    public static async Task Handle(HttpContext context, DescribeApi descriptions)
    {
        if (await descriptions.GetAsync(context.RequestAborted) is not { } document)
        {
            await Refusal.WriteAsync(context, new Error(503, "service_unavailable", "No service describes its API right now.")
            {
                RetryAfter = FreshWhenIncomplete,
            });
            return;
        }
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = document.Length;
        await context.Response.Body.WriteAsync(document, context.RequestAborted);
    }

    private async Task<byte[]?> GetAsync(CancellationToken ct)
    {
        if (_last is { } last && clock.GetUtcNow() < last.FreshUntil)
            return last.Document;
        await _one.WaitAsync(ct);
        try
        {
            if (_last is { } other && clock.GetUtcNow() < other.FreshUntil)
                return other.Document;
            var description = await AskAsync(ct);
            _last = description;
            return description.Document;
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<Description> AskAsync(CancellationToken ct)
    {
        var answers = await Task.WhenAll(Backends.WithApi.Select(async service => (Service: service, Document: await AskAsync(service, ct))));
        var parts = answers.Where(answer => answer.Document is not null).Select(answer => (answer.Service, answer.Document!)).ToList();
        var unavailable = answers.Where(answer => answer.Document is null).Select(answer => answer.Service).ToList();
        return new(
            parts.Count == 0 ? null : JsonSerializer.SerializeToUtf8Bytes(OpenApiMerger.Merge(parts, unavailable)),
            clock.GetUtcNow() + (unavailable.Count == 0 ? Fresh : FreshWhenIncomplete));
    }

    private async Task<JsonObject?> AskAsync(string service, CancellationToken ct)
    {
        if (Backends.Addresses(configuration, service) is not [var address, ..])
            return null;
        try
        {
            await using var stream = await client.GetStreamAsync(new Uri(new Uri(address), "/openapi/v1.json"), ct);
            return await JsonNode.ParseAsync(stream, cancellationToken: ct) as JsonObject;
        }
        catch (Exception failure) when (failure is HttpRequestException or JsonException || (failure is OperationCanceledException && !ct.IsCancellationRequested))
        {
            LogNoDescription(logger, service, failure.Message);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Service} does not describe its API: {Reason}")]
    private static partial void LogNoDescription(ILogger logger, string service, string reason);

    private sealed record Description(byte[]? Document, DateTimeOffset FreshUntil);
}
