using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using Commerce.Kernel;

namespace Commerce.Identity;

/// <summary>The caller puts an address into their book, of 50 at most.</summary>
internal static class AddAddress
{
    public static async Task<IResult> Handle(AddressFields request, ClaimsPrincipal user, Session session, TimeProvider clock, CancellationToken ct)
    {
        var added = new Address(clock.NewId(), request, 1);
        await AddressBook.AddAsync(session, user.UserId(), added.Id, request, ct);
        return await session.AnswerAsync(Answer.Created($"/api/v1/users/me/addresses/{added.Id}", added).WithVersion(1), ct);
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPost("/api/v1/users/me/addresses", Handle)
        .Validate(new AddressValidator())
        .Idempotent()
        .RequireOwner()
        .WithExample(AddressFields.Example, Address.Example, StatusCodes.Status201Created);
}
