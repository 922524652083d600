using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using Commerce.Kernel;
using FluentValidation;

namespace Commerce.Ordering;

/// <summary>Somebody starts to shop, signed in or not, perhaps with the first things in the cart already.</summary>
internal static class CreateCart
{
    public sealed record Request(string Currency, IReadOnlyList<Line>? Lines = null);

    public sealed record Line(string Sku, int Quantity);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Currency).NotEmpty().Must(c => Currency.TryParse(c, out _)).WithErrorCode("currency")
                .WithMessage("A currency is three upper-case letters of ISO 4217, such as EUR.");
            RuleFor(r => r.Lines).Must(l => l is null || l.Count <= Order.MaxLines).WithErrorCode("too_many")
                .WithMessage($"A cart holds at most {Order.MaxLines} different SKUs.");
            RuleFor(r => r.Lines).Must(l => l is null || l.DistinctBy(x => x?.Sku).Count() == l.Count).WithErrorCode("duplicate")
                .WithMessage("Name each SKU once.");
            RuleForEach(r => r.Lines).NotNull().ChildRules(line =>
            {
                line.RuleFor(l => l.Sku).NotEmpty().MaximumLength(Cart.MaxSkuLength);
                line.RuleFor(l => l.Quantity).InclusiveBetween(1, Order.MaxQuantityPerLine);
            });
        }
    }

    public static async Task<IResult> Handle(Request request, ClaimsPrincipal user, Session session, TimeProvider clock, CancellationToken ct)
    {
        var lines = request.Lines ?? [];
        var priced = await session.PriceAsync(request.Currency, [.. lines.Select(l => (l.Sku, l.Quantity))], ct);
        if (priced.Find(l => l.Name is null) is { } unknown)
            return CartErrors.UnknownSku(unknown.Sku).ToProblem();

        var now = clock.GetUtcNow();
        var cart = new Cart(clock.NewId(), user.TryUserId(), request.Currency, CartStatus.Open, null, 1, priced);
        session.Write(
            "INSERT INTO carts (id, customer_id, currency, status, version, created_at, touched_at) VALUES ($1, $2, $3, 'open', 1, $4, $4)",
            cart.Id, cart.CustomerId, cart.Currency, now);
        if (priced.Count > 0)
        {
            session.Write(
                "INSERT INTO cart_lines (cart_id, sku, quantity, added_at) SELECT $1, sku, quantity, $4 FROM unnest($2::text[], $3::int[]) AS l (sku, quantity)",
                cart.Id, priced.ConvertAll(l => l.Sku).ToArray(), priced.ConvertAll(l => l.Quantity).ToArray(), now);
            session.CountBegun(cart.Id, now);
        }

        return await session.AnswerAsync(Answer.Created($"/api/v1/carts/{cart.Id}", CartView.Of(cart)), ct);
    }

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/api/v1/carts", Handle).Validate(new Validator()).Idempotent().AllowAnonymous().AllowWhileImpersonating()
            .WithSummary("Start a cart")
            .Produces<CartView>(StatusCodes.Status201Created)
            .WithExample(new Request("EUR", [new("KETTLE-17-BLK", 1)]), Examples.Cart, StatusCodes.Status201Created);
}
