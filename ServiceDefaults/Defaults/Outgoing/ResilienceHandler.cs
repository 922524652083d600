using Polly;

namespace Commerce.Defaults;

/// <summary>Runs each call of a client through its pipeline.</summary>
internal sealed class ResilienceHandler(ResiliencePipeline<HttpResponseMessage> pipeline) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var repeatable = IsRepeatable(request);
        // A second attempt sends the content again, so it has to be in memory.
        if (repeatable && request.Content is { } content)
            await content.LoadIntoBufferAsync(cancellationToken);

        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(ResiliencePipelines.Repeatable, repeatable);
        try
        {
            return await pipeline.ExecuteAsync(
                static async (context, state) => await state.Self.AttemptAsync(state.Request, context.CancellationToken),
                context,
                (Self: this, Request: request));
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private Task<HttpResponseMessage> AttemptAsync(HttpRequestMessage request, CancellationToken ct) => base.SendAsync(request, ct);

    private static bool IsRepeatable(HttpRequestMessage request) =>
        request.Method == HttpMethod.Get || request.Method == HttpMethod.Head || request.Method == HttpMethod.Put
        || request.Method == HttpMethod.Delete || request.Headers.Contains("Idempotency-Key");
}
