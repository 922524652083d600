using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>The caller's addresses; there are never many, so they come at once. An address's version is its ETag.</summary>
internal static class ListAddresses
{
    public sealed record Item(Guid Id, AddressFields Fields, long Version);

    public sealed record Response(IReadOnlyList<Item> Items);

    public static async Task<Ok<Response>> Handle(ClaimsPrincipal user, Session session, CancellationToken ct) => TypedResults.Ok(
        new Response([.. (await AddressBook.ListAsync(session, user.UserId(), ct)).Select(a => new Item(a.Id, a.Fields, a.Version))]));

    public static void Map(IEndpointRouteBuilder app) => app
        .MapGet("/api/v1/users/me/addresses", Handle)
        .RequireOwner()
        .WithExample(null, new Response([new(Address.Example.Id, AddressFields.Example, 1)]));
}
