using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;

namespace Commerce.Ordering;

/// <summary>Look into a cart, at today's prices.</summary>
internal static class GetCart
{
    public static async Task<IResult> Handle(Guid cartId, ClaimsPrincipal user, Session session, CancellationToken ct) =>
        await session.FindCartAsync(cartId, user.TryUserId(), ct) is { } cart
            ? TypedResults.Ok(CartView.Of(cart))
            : CartErrors.NotFound.ToProblem();

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/api/v1/carts/{cartId:guid}", Handle).AllowAnonymous().WhereOwned()
            .WithSummary("Look into a cart")
            .Produces<CartView>()
            .WithExample(null, Examples.Cart);
}
