using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;

namespace Commerce.Identity;

/// <summary>The caller changes one of their addresses.</summary>
internal static class EditAddress
{
    public static async Task<IResult> Handle(
        Guid addressId, AddressFields request, IfMatch ifMatch, ClaimsPrincipal user, Session session, CancellationToken ct)
    {
        if (await AddressBook.FindAsync(session, user.UserId(), addressId, ct) is null)
            return AddressBook.NotFound.ToProblem();
        await AddressBook.EditAsync(session, user.UserId(), addressId, request, ifMatch.Required, ct);
        return await session.AnswerAsync(Answer.Ok(new Address(addressId, request, ifMatch.Required + 1)).WithVersion(ifMatch.Required + 1), ct);
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPut("/api/v1/users/me/addresses/{addressId:guid}", Handle)
        .Validate(new AddressValidator())
        .RequireIfMatch()
        .Idempotent()
        .RequireOwner()
        .WithExample(AddressFields.Example, Address.Example);
}
