using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Commerce.Defaults;

/// <summary>Recognises calls that their caller may repeat, before the body is bound: the fingerprint is taken of the bytes that came.</summary>
internal sealed class IdempotencyMiddleware(RequestDelegate next)
{
    private const string Header = "Idempotency-Key";
    private const int MaxKeyLength = 255;

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<IdempotencyMetadata>() is { } rule)
        {
            var header = context.Request.Headers[Header];
            if (header.Count == 0 && rule.Required)
            {
                await IdempotencyErrors.KeyRequired.ToProblem().ExecuteAsync(context);
                return;
            }

            if (header.Count > 0)
            {
                if (header is not [{ Length: >= 1 and <= MaxKeyLength } key] || !key.All(c => c is > ' ' and <= '~'))
                {
                    await IdempotencyErrors.KeyInvalid.ToProblem().ExecuteAsync(context);
                    return;
                }

                context.Features.Set(IdempotentCall.Of(context, key, await FingerprintAsync(context.Request, context.RequestAborted)));
            }
        }

        await next(context);
    }

    private static async Task<byte[]> FingerprintAsync(HttpRequest request, CancellationToken ct)
    {
        var body = new MemoryStream((int)Math.Min(request.ContentLength ?? 0, 64 * 1024));
        await request.Body.CopyToAsync(body, ct);
        body.Position = 0;
        request.Body = body;

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method} {request.Path}{request.QueryString}\n"));
        hash.AppendData(body.GetBuffer().AsSpan(0, (int)body.Length));
        return hash.GetHashAndReset();
    }
}
