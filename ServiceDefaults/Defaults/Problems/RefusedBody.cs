using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Commerce.Defaults;

/// <summary>
/// The rest of a body whose request is already refused. Closing the connection while the client still writes resets it, and the
/// client sees a broken pipe instead of the answer; so the rest is read and thrown away for a while (RFC 9112 §9.6).
/// </summary>
internal static class RefusedBody
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    public static async Task LetArriveAsync(HttpContext context)
    {
        var limit = context.Features.Get<IHttpMaxRequestBodySizeFeature>();
        // A body within the limit is read to its end by the server itself; one whose reading has begun and failed cannot be read on.
        if (limit is null or { IsReadOnly: true } || !(context.Request.ContentLength > limit.MaxRequestBodySize))
            return;

        limit.MaxRequestBodySize = null;
        await context.Response.CompleteAsync();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        patience.CancelAfter(s_patience);
        try
        {
            await context.Request.Body.CopyToAsync(Stream.Null, patience.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or BadHttpRequestException)
        {
            // The client is gone or too slow; it was answered.
        }
    }
}
