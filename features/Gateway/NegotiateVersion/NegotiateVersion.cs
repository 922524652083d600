namespace Commerce.Gateway;

/// <summary>
/// Lets a caller leave the version out of the path and name it in <c>Api-Version</c> instead (the current one by default);
/// tells who asks for a version that does not exist which ones do.
/// </summary>
internal sealed class NegotiateVersion(RequestDelegate next)
{
    private const string Prefix = "/api/";
    private const int MaxEchoedLength = 20;

    public Task InvokeAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        if (!path.StartsWith(Prefix, StringComparison.Ordinal))
            return next(context);

        var rest = path.AsSpan(Prefix.Length);
        var end = rest.IndexOf('/');
        var first = end < 0 ? rest : rest[..end];
        if (first.Length > 1 && first[0] == 'v' && char.IsAsciiDigit(first[1]))
            return first[1..].SequenceEqual(ApiVersions.Current) ? next(context) : RefuseAsync(context, first[1..].ToString());

        if (context.Request.Headers.TryGetValue(ApiVersions.RequestHeader, out var wanted) && wanted != ApiVersions.Current)
            return RefuseAsync(context, wanted.ToString());
        context.Request.Path = $"{Prefix}v{ApiVersions.Current}/{rest}";
        return next(context);
    }

    private static Task RefuseAsync(HttpContext context, string version) => Refusal.WriteAsync(
        context,
        ApiVersions.Unknown(version.Length <= MaxEchoedLength ? version : version[..MaxEchoedLength]),
        ("supportedVersions", ApiVersions.All));
}
