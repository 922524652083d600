using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;

namespace Commerce.Ordering;

/// <summary>A shopper signs in: the anonymous cart becomes the customer's, or its lines join the cart the customer has open already.</summary>
internal static class ClaimCart
{
    private const string OpenCartOf = """
        SELECT id FROM carts WHERE customer_id = $1 AND status = 'open' AND currency = $2 AND id <> $3 ORDER BY touched_at DESC LIMIT 1
        """;

    private const string MoveLines = """
        INSERT INTO cart_lines (cart_id, sku, quantity, added_at)
        SELECT $2, sku, quantity, added_at FROM cart_lines WHERE cart_id = $1
        ON CONFLICT (cart_id, sku) DO UPDATE SET quantity = least(cart_lines.quantity + EXCLUDED.quantity, $3)
        """;

    public static async Task<IResult> Handle(Guid cartId, ClaimsPrincipal user, Session session, TimeProvider clock, CancellationToken ct)
    {
        var customer = user.UserId();
        if (await session.FindCartAsync(cartId, customer, ct) is not { } cart)
            return CartErrors.NotFound.ToProblem();
        if (cart.Status != CartStatus.Open)
            return CartErrors.Closed.ToProblem();
        if (cart.CustomerId == customer)
            return TypedResults.Ok(CartView.Of(cart));

        var openId = await session.QuerySingleAsync(OpenCartOf, row => (Guid?)row.GetGuid(0), ct, customer, cart.Currency, cart.Id);
        var open = openId is { } id ? await session.FindCartAsync(id, customer, ct) : null;
        if (open is null)
            return await TakeOverAsync(cart, customer, session, clock.GetUtcNow(), ct);
        return open.Lines.Select(l => l.Sku).Union(cart.Lines.Select(l => l.Sku)).Count() > Order.MaxLines
            ? CartErrors.TooManyLines.ToProblem()
            : await MergeAsync(cart, open, session, clock.GetUtcNow(), ct);
    }

    private static async Task<IResult> TakeOverAsync(Cart cart, Guid customer, Session session, DateTimeOffset now, CancellationToken ct)
    {
        session.Touch(cart, now);
        session.WriteOne(CartErrors.NotFound, "UPDATE carts SET customer_id = $2 WHERE id = $1 AND customer_id IS NULL", cart.Id, customer);
        return await session.AnswerAsync(Answer.Ok(CartView.Of(cart with { CustomerId = customer, Version = cart.Version + 1 })), ct);
    }

    private static async Task<IResult> MergeAsync(Cart anonymous, Cart open, Session session, DateTimeOffset now, CancellationToken ct)
    {
        session.Touch(anonymous, now);
        session.WriteOne(CartErrors.NotFound, "UPDATE carts SET status = 'merged' WHERE id = $1 AND customer_id IS NULL", anonymous.Id);
        session.Touch(open, now);
        session.Write(MoveLines, anonymous.Id, open.Id, Order.MaxQuantityPerLine);
        session.CountMerged(anonymous.Id, open.Id);
        await session.FlushAsync(ct);
        var merged = await session.FindCartAsync(open.Id, open.CustomerId, ct);
        return await session.AnswerAsync(Answer.Ok(CartView.Of(merged!)), ct);
    }

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/api/v1/carts/{cartId:guid}/owner", Handle).Idempotent().RequireOwner()
            .WithSummary("Make an anonymous cart the signed-in customer's")
            .WithDescription("If the customer has an open cart in the same currency, the lines are added to it and that cart is answered.")
            .Produces<CartView>()
            .WithExample(null, Examples.Cart);
}
