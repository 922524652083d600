using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;

namespace Commerce.Ordering;

/// <summary>Take a SKU out of a cart.</summary>
internal static class RemoveCartLine
{
    public static async Task<IResult> Handle(
        Guid cartId, string sku, ClaimsPrincipal user, Session session, TimeProvider clock, CancellationToken ct)
    {
        if (await session.FindCartAsync(cartId, user.TryUserId(), ct) is not { } cart)
            return CartErrors.NotFound.ToProblem();
        if (cart.Status != CartStatus.Open)
            return CartErrors.Closed.ToProblem();
        if (cart.Lines.All(l => l.Sku != sku))
            return CartErrors.LineNotFound.ToProblem();

        session.Touch(cart, clock.GetUtcNow());
        session.Write("DELETE FROM cart_lines WHERE cart_id = $1 AND sku = $2", cart.Id, sku);
        var left = cart with { Version = cart.Version + 1, Lines = [.. cart.Lines.Where(l => l.Sku != sku)] };
        return await session.AnswerAsync(Answer.Ok(CartView.Of(left)), ct);
    }

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapDelete("/api/v1/carts/{cartId:guid}/lines/{sku}", Handle).Idempotent().AllowAnonymous().WhereOwned().AllowWhileImpersonating()
            .WithSummary("Take a SKU out of a cart")
            .Produces<CartView>()
            .WithExample(null, Examples.Cart);
}
