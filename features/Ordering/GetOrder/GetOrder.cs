using System.Security.Claims;
using System.Text.RegularExpressions;
using Commerce.Data;
using Commerce.Defaults;
using Commerce.EventStore;
using Commerce.Kernel;

namespace Commerce.Ordering;

/// <summary>An order as it is, or as it was at any moment since it was placed.</summary>
internal static partial class GetOrder
{
    public static async Task<IResult> Handle(
        Guid orderId, DateTimeOffset? asOf, HttpRequest http, ClaimsPrincipal user, Session session, EventStreams streams, OrderNotes notes,
        CancellationToken ct)
    {
        // The framework also reads "12:00", "05/04/2026" or nothing at all as some moment.
        if (http.Query.TryGetValue(nameof(asOf), out var text) && !Rfc3339().IsMatch(text.ToString()))
            return UnclearMoment.ToProblem();
        var history = await streams.LoadAsync(session, orderId, ct);
        var order = Order.From(asOf is { } moment ? history.TakeWhile(e => e.RecordedAt <= moment) : history);
        if (order is null || !user.MaySee(order))
            return OrderErrors.NotFound.ToProblem();
        var details = await notes.DetailsAsync(session, order, ct);
        return asOf is null ? ETag.Ok(details, order.Version) : TypedResults.Ok(details);
    }

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/api/v1/orders/{orderId:guid}", Handle).RequireOwner(Permissions.ReadOrders)
            .WithSummary("An order, now or as of a moment")
            .WithDescription("`asOf` (RFC 3339, with `Z` or an offset; `+` is sent as `%2B`) answers with the order exactly as it was then.")
            .Produces<OrderDetails>()
            .WithExample(null, Examples.OrderConfirmed);

    private static Error UnclearMoment { get; } = new(400, "invalid_parameter", "The parameter 'asOf' is not a moment.")
    {
        Fields = [new("asOf", "invalid", "Must be RFC 3339, such as 2026-03-14T09:26:53Z.")],
    };

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Rfc3339();
}
