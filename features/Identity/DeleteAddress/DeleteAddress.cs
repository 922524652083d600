using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>The caller takes an address out of their book. Orders keep the one that they were placed with.</summary>
internal static class DeleteAddress
{
    private const string Delete = "DELETE FROM addresses WHERE user_id = $1 AND id = $2";

    public static async Task<NoContent> Handle(Guid addressId, ClaimsPrincipal user, Session session, CancellationToken ct)
    {
        session.WriteOne(AddressBook.NotFound, Delete, user.UserId(), addressId);
        await session.CommitAsync(ct);
        return TypedResults.NoContent();
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapDelete("/api/v1/users/me/addresses/{addressId:guid}", Handle)
        .RequireOwner()
        .WithExample(null, null);
}
