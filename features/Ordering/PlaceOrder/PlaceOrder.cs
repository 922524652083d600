using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using Commerce.Kernel;
using FluentValidation;

namespace Commerce.Ordering;

/// <summary>A customer commits to buy what is in the cart. Reserving stock and taking payment follow from <see cref="OrderPlaced"/>.</summary>
internal static class PlaceOrder
{
    /// <param name="PaymentToken">What the payment provider gave for the card; card numbers never come here.</param>
    /// <param name="ExpectedTotal">What the customer was shown. If prices have changed since, the order is refused rather than placed at another price.</param>
    public sealed record Request(Guid CartId, string PaymentToken, Address ShippingAddress, Money? ExpectedTotal = null);

    public sealed record Address(string Name, string Line1, string PostalCode, string City, string Country, string? Line2 = null);

    public sealed record Response(Guid OrderId, string Status, Money Total, DateTimeOffset PlacedAt);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.CartId).NotEmpty();
            RuleFor(r => r.PaymentToken).NotEmpty().MaximumLength(200).Matches("^[A-Za-z0-9_-]+$");
            RuleFor(r => r.ShippingAddress).NotNull().ChildRules(address =>
            {
                address.RuleFor(a => a.Name).NotEmpty().MaximumLength(200);
                address.RuleFor(a => a.Line1).NotEmpty().MaximumLength(200);
                address.RuleFor(a => a.Line2).MaximumLength(200);
                address.RuleFor(a => a.PostalCode).NotEmpty().MaximumLength(20);
                address.RuleFor(a => a.City).NotEmpty().MaximumLength(100);
                address.RuleFor(a => a.Country).NotEmpty().Matches("^[A-Z]{2}$").WithMessage("A country is two upper-case letters of ISO 3166-1.");
            });
        }
    }

    // The client picks orderId, so a retry after a timeout lands on the same order instead of a second one.
    public static async Task<IResult> Handle(
        Guid orderId, Request request, ClaimsPrincipal user, HttpContext http, Session session, OrderStore orders, SettledAnswer settled,
        ShippingAddresses addresses, TimeProvider clock, CancellationToken ct)
    {
        var answer = orderId == Guid.Empty
            ? OrderErrors.NotFound.ToProblem()
            : await PlaceAsync(orderId, request, user.UserId(), session, orders, addresses, clock, ct);
        return await HoldAsync(answer, http, settled, ct);
    }

    public static async Task<IResult> HandleNew(
        Request request, ClaimsPrincipal user, Session session, OrderStore orders, ShippingAddresses addresses, TimeProvider clock, CancellationToken ct) =>
        await PlaceAsync(clock.NewId(), request, user.UserId(), session, orders, addresses, clock, ct);

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPut("/api/v1/orders/{orderId:guid}", Handle).Validate(new Validator()).Idempotent().RequireOwner()
            .WithSummary("Place an order under an id of your own")
            .WithDescription("Safe to repeat: the same id and cart is the same order. `Prefer: wait=5` holds the answer until the order is confirmed or refused.")
            .Produces<Response>(StatusCodes.Status201Created).Produces<OrderDetails>()
            .WithExample(Examples.PlaceOrder, Examples.OrderPlaced, StatusCodes.Status201Created)
            .WithExample(Examples.PlaceOrder, Examples.OrderConfirmed, StatusCodes.Status200OK);
        app.MapPost("/api/v1/orders", HandleNew)
            .AddEndpointFilter(async (call, next) => await HoldAsync(
                await next(call) as IResult ?? throw new InvalidOperationException("Placing an order answers with a result."),
                call.HttpContext,
                call.HttpContext.RequestServices.GetRequiredService<SettledAnswer>(),
                call.HttpContext.RequestAborted))
            .Validate(new Validator()).Idempotent(required: true).RequireOwner()
            .WithSummary("Place an order")
            .WithDescription("Needs an `Idempotency-Key`. `Prefer: wait=5` holds the answer until the order is confirmed or refused.")
            .Produces<Response>(StatusCodes.Status201Created)
            .WithExample(Examples.PlaceOrder, Examples.OrderPlaced, StatusCodes.Status201Created);
    }

    private static async Task<IResult> PlaceAsync(
        Guid orderId, Request request, Guid customer, Session session, OrderStore orders, ShippingAddresses addresses, TimeProvider clock,
        CancellationToken ct)
    {
        if (await session.FindCartAsync(request.CartId, customer, ct) is not { } cart)
            return CartErrors.NotFound.ToProblem();
        if (cart.Status != CartStatus.Open)
            return await RepeatedAsync(orderId, cart, customer, session, orders, ct);

        var decided = Order.Place(orderId, customer, cart, clock.GetUtcNow());
        if (decided.Error is { } refusal)
            return refusal.ToProblem();
        var decision = Checkout.Begin(decided.Value);
        if (request.ExpectedTotal is { } expected && expected != decision.After.Total)
            return OrderErrors.PriceChanged(expected, decision.After.Total).ToProblem();

        Write(session, cart, decision, request, orders, addresses);
        try
        {
            var order = decision.After;
            return await session.AnswerAsync(
                Answer.Created($"/api/v1/orders/{orderId}", new Response(orderId, order.Status.ToText(), order.Total, order.PlacedAt)), ct);
        }
        catch (ConflictException)
        {
            // A twin of this call, or a second tab with the same cart, was faster.
            if (await session.FindCartAsync(request.CartId, customer, ct) is not { Status: not CartStatus.Open } taken)
                throw;
            return await RepeatedAsync(orderId, taken, customer, session, orders, ct);
        }
    }

    private static void Write(Session session, Cart cart, CheckoutDecision decision, Request request, OrderStore orders, ShippingAddresses addresses)
    {
        var order = decision.After;
        // Whichever statement meets the other order first, it is the same refusal.
        session.WhenDuplicate("carts_order", OrderErrors.IdTaken(order.Id));
        session.WhenDuplicate("checkouts_pkey", OrderErrors.IdTaken(order.Id));
        session.WriteOne(
            CartErrors.Changed,
            """
            UPDATE carts SET status = 'ordered', order_id = $3, customer_id = $4, version = version + 1, touched_at = $5
            WHERE id = $1 AND version = $2 AND status = 'open'
            """,
            cart.Id, cart.Version, order.Id, order.CustomerId, order.PlacedAt);
        orders.Start(session, decision, request.PaymentToken);
        addresses.Add(session, order.Id, request.ShippingAddress);
    }

    private static async Task<IResult> RepeatedAsync(Guid orderId, Cart cart, Guid customer, Session session, OrderStore orders, CancellationToken ct)
    {
        if (cart.OrderId != orderId)
            return CartErrors.Closed.ToProblem();
        return await orders.FindAsync(session, orderId, ct) is { } order && order.CustomerId == customer
            ? new PlacedBefore(order)
            : OrderErrors.NotFound.ToProblem();
    }

    private static async Task<IResult> HoldAsync(IResult answer, HttpContext http, SettledAnswer settled, CancellationToken ct)
    {
        var location = answer switch
        {
            AnsweredResult { StatusCode: StatusCodes.Status201Created } placed => placed.Location,
            PlacedBefore before => before.Location,
            _ => null,
        };
        return location is not null && SettledAnswer.Preferred(http.Request) is { } wait
            ? await settled.HoldAsync(Guid.Parse(location.AsSpan(location.LastIndexOf('/') + 1)), wait, answer, http.Response, ct)
            : answer;
    }

    /// <summary>200 with the order as it stands: the answer to placing it again.</summary>
    private sealed class PlacedBefore(Order order) : IResult, IStatusCodeHttpResult
    {
        public string Location => $"/api/v1/orders/{order.Id}";

        public int? StatusCode => StatusCodes.Status200OK;

        public Task ExecuteAsync(HttpContext httpContext) => TypedResults.Ok(OrderDetails.Of(order)).ExecuteAsync(httpContext);
    }
}
