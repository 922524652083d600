using System.Security.Claims;
using System.Security.Cryptography;
using Commerce.Data;
using Commerce.Defaults;
using Commerce.Kernel;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>The caller's picture, as the bytes of a PNG, JPEG or WebP of at most 1 MiB. What it is, its bytes say, not the request.</summary>
internal static class PutAvatar
{
    private const string Store = """
        INSERT INTO avatars (user_id, media_type, image, tag) VALUES ($1, $2, $3, $4)
        ON CONFLICT (user_id) DO UPDATE SET media_type = excluded.media_type, image = excluded.image, tag = excluded.tag
        """;

    private static readonly Error NoPicture = new(422, "identity.not_a_picture", "Send a PNG, JPEG or WebP as the body.");
    private static readonly Error BadSize = new(422, "identity.picture_size", $"A picture has between 1 and {Picture.MaxSide} pixels on each side.");

    public static async Task<Results<NoContent, ProblemHttpResult>> Handle(HttpRequest request, ClaimsPrincipal user, Session session, CancellationToken ct)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, ct);
        var bytes = body.ToArray();
        if (Picture.Read(bytes) is not { } picture)
            return NoPicture.ToProblem();
        if (!picture.HasFairSize)
            return BadSize.ToProblem();
        session.Write(Store, user.UserId(), picture.MediaType, bytes, Convert.ToHexStringLower(SHA256.HashData(bytes))[..32]);
        await session.CommitAsync(ct);
        return TypedResults.NoContent();
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPut("/api/v1/users/me/avatar", Handle)
        .WithBodyLimit(Picture.MaxBytes)
        .RequireOwner()
        .WithExample(null, null);
}
