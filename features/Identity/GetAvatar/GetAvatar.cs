using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using Commerce.Kernel;
using Microsoft.Net.Http.Headers;

namespace Commerce.Identity;

/// <summary>The caller's own picture. A browser takes it for a picture and for nothing else.</summary>
internal static class GetAvatar
{
    private const string Select = "SELECT media_type, image, tag FROM avatars WHERE user_id = $1";

    private static readonly Error NotFound = new(404, "identity.no_avatar", "There is no picture.");

    public static async Task<IResult> Handle(HttpResponse response, ClaimsPrincipal user, Session session, CancellationToken ct)
    {
        var found = await session.QuerySingleAsync(
            Select, row => new Stored(row.GetString(0), row.GetFieldValue<byte[]>(1), row.GetString(2)), ct, user.UserId());
        if (found is null)
            return NotFound.ToProblem();
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        response.Headers.CacheControl = "private, no-cache";
        return TypedResults.Bytes(found.Image, found.MediaType, entityTag: new EntityTagHeaderValue($"\"{found.Tag}\""));
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapGet("/api/v1/users/me/avatar", Handle)
        .Produces(StatusCodes.Status200OK, contentType: "image/png")
        .RequireOwner();

    private sealed record Stored(string MediaType, byte[] Image, string Tag);
}
