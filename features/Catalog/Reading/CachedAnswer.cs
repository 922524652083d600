using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Extensions.Primitives;

namespace Commerce.Catalog;

/// <summary>A ready-made JSON answer for everybody, with its strong entity tag.</summary>
internal sealed class CachedAnswer
{
    private const int TagBytes = 12;

    private static readonly StringValues s_contentType = "application/json; charset=utf-8";

    // Anybody may keep it, but must ask before using it again: a 304 costs nearly nothing and prices are never stale.
    private static readonly StringValues s_cacheControl = "public, no-cache";

    private readonly byte[] _body;
    private readonly StringValues _tag;

    public CachedAnswer(byte[] body)
        : this(body, $"\"{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, TagBytes))}\"")
    {
    }

    /// <param name="tag">For representations that have a version of their own.</param>
    public CachedAnswer(byte[] body, string tag) => (_body, _tag) = (body, tag);

    public int Size => _body.Length;

    public Task WriteAsync(HttpContext http)
    {
        var response = http.Response;
        response.Headers.ETag = _tag;
        response.Headers.CacheControl = s_cacheControl;
        if (IsKnown(http.Request.Headers.IfNoneMatch))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        response.Headers.ContentType = s_contentType;
        response.ContentLength = _body.Length;
        response.BodyWriter.Write(_body);
        return response.BodyWriter.FlushAsync(http.RequestAborted).AsTask();
    }

    // RFC 9110 13.1.2: a list of tags, compared weakly.
    private bool IsKnown(StringValues header)
    {
        if (header.Count == 0)
            return false;
        var tag = _tag.ToString().AsSpan();
        foreach (var line in header)
        {
            foreach (var part in line.AsSpan().Split(','))
            {
                var candidate = line.AsSpan()[part].Trim();
                if (candidate.StartsWith("W/", StringComparison.Ordinal))
                    candidate = candidate[2..];
                if (candidate is "*" || candidate.SequenceEqual(tag))
                    return true;
            }
        }

        return false;
    }
}
