using System.Globalization;
using Commerce.Kernel;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Commerce.Defaults;

/// <summary>The version that a caller's change is based on, from <c>If-Match</c>. Take it as a handler parameter.</summary>
/// <param name="Version">Null when the caller did not say.</param>
public readonly record struct IfMatch(long? Version)
{
    private static readonly Error s_missing = new(
        StatusCodes.Status428PreconditionRequired, "precondition_required", "Send If-Match with the ETag that you read.");

    /// <summary>The version, for endpoints with <see cref="ETag.RequireIfMatch"/>.</summary>
    public long Required => Version ?? throw new InvalidOperationException("The endpoint does not require If-Match.");

    /// <summary>Called by minimal APIs to bind a handler parameter.</summary>
    public static ValueTask<IfMatch> BindAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return ValueTask.FromResult(new IfMatch(TryRead(context.Request.Headers.IfMatch, out var version) ? version : null));
    }

    // A tag that we never gave out cannot match; "*" would let an edit overwrite what its author never saw.
    internal static Error? Check(StringValues header) =>
        StringValues.IsNullOrEmpty(header) ? s_missing : TryRead(header, out _) ? null : ETag.Stale;

    private static bool TryRead(StringValues header, out long version)
    {
        version = 0;
        return header is [{ Length: > 2 } tag] && tag[0] == '"' && tag[^1] == '"'
            && long.TryParse(tag.AsSpan(1, tag.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture, out version);
    }
}
