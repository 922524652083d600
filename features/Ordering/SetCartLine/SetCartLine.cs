using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using FluentValidation;

namespace Commerce.Ordering;

/// <summary>Put a SKU into a cart, or change how many.</summary>
internal static class SetCartLine
{
    public sealed record Request(int Quantity);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.Quantity).InclusiveBetween(1, Order.MaxQuantityPerLine);
    }

    public static async Task<IResult> Handle(
        Guid cartId, string sku, Request request, ClaimsPrincipal user, Session session, TimeProvider clock, CancellationToken ct)
    {
        if (await session.FindCartAsync(cartId, user.TryUserId(), ct) is not { } cart)
            return CartErrors.NotFound.ToProblem();
        if (cart.Status != CartStatus.Open)
            return CartErrors.Closed.ToProblem();
        if (sku.Length > Cart.MaxSkuLength)
            return CartErrors.UnknownSku(sku[..Cart.MaxSkuLength]).ToProblem();

        var others = cart.Lines.Where(l => l.Sku != sku).ToArray();
        if (others.Length == Order.MaxLines)
            return CartErrors.TooManyLines.ToProblem();
        var line = (await session.PriceAsync(cart.Currency, [(sku, request.Quantity)], ct))[0];
        if (line.Name is null)
            return CartErrors.UnknownSku(sku).ToProblem();

        var now = clock.GetUtcNow();
        session.Touch(cart, now);
        session.SetLine(cart.Id, sku, request.Quantity, now);
        if (cart.Lines.Count == 0)
            session.CountBegun(cart.Id, now);
        var lines = cart.Lines.Any(l => l.Sku == sku) ? cart.Lines.Select(l => l.Sku == sku ? line : l) : [.. others, line];
        return await session.AnswerAsync(Answer.Ok(CartView.Of(cart with { Version = cart.Version + 1, Lines = [.. lines] })), ct);
    }

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPut("/api/v1/carts/{cartId:guid}/lines/{sku}", Handle).Validate(new Validator()).Idempotent().AllowAnonymous().WhereOwned().AllowWhileImpersonating()
            .WithSummary("Put a SKU into a cart, or change how many")
            .Produces<CartView>()
            .WithExample(new Request(2), Examples.Cart);
}
