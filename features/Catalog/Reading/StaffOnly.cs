using Commerce.Defaults;
using Commerce.Kernel;

namespace Commerce.Catalog;

/// <summary>Answers that only staff may have: never cached, by nobody.</summary>
internal static class StaffOnly
{
    private static readonly Error s_signIn = new(401, "unauthorized", "Sign in to see products that are not on sale.");
    private static readonly Error s_refused = new(403, "forbidden", "Products that are not on sale are for staff with catalog:read.");

    public static async Task AnswerAsync(HttpContext http, Func<CancellationToken, Task<byte[]>> read)
    {
        if (!http.User.HasPermission(CatalogPermissions.Read))
        {
            var refusal = http.User.Identity is { IsAuthenticated: true } ? s_refused : s_signIn;
            await refusal.ToProblem().ExecuteAsync(http);
            return;
        }

        await WriteAsync(http, await read(http.RequestAborted));
    }

    public static async Task WriteAsync(HttpContext http, byte[] body)
    {
        http.Response.Headers.CacheControl = "private, no-store";
        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }
}
