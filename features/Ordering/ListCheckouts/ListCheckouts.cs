using Commerce.Data;
using Commerce.Defaults;
using Commerce.Kernel;

namespace Commerce.Ordering;

/// <summary>Staff see which checkouts wait for an answer, the longest overdue first.</summary>
internal static class ListCheckouts
{
    private const string Listing = "checkouts:deadline";

    public static async Task<IResult> Handle(
        string? step, bool? overdue, string? cursor, int? limit, Session session, TimeProvider clock, CancellationToken ct)
    {
        var wanted = step is null ? null : CheckoutText.Parse(step);
        if (step is not null && wanted is null)
            return UnknownStep(step).ToProblem();
        var asked = PageRequest.Read(Listing, cursor, limit, Limit.Staff);
        if (asked.Error is { } refusal)
            return refusal.ToProblem();

        var now = clock.GetUtcNow();
        var rows = await CheckoutRow.WaitingAsync(
            session, wanted, overdue == true ? now : null,
            asked.Value.After?.Time(0) ?? DateTimeOffset.UnixEpoch, asked.Value.After?.Id(1) ?? Guid.Empty, asked.Value.Rows, ct);
        var page = asked.Value.PageOf(rows, last => [last.Deadline, last.OrderId]);
        return TypedResults.Ok(new Page<CheckoutView>([.. page.Items.Select(row => row.ToView(now))], page.NextCursor));
    }

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/api/v1/orders/checkouts", Handle).RequirePermission(Permissions.ReadOrders)
            .WithSummary("Checkouts that wait for something")
            .WithDescription("The longest overdue first. `step` and `overdue=true` narrow it.")
            .Produces<Page<CheckoutView>>()
            .WithExample(null, new Page<CheckoutView>([Examples.Checkout], null));

    private static Error UnknownStep(string step) => new(422, "ordering.unknown_step", $"No checkout can be '{step}'.")
    {
        Fields = [new("step", "unknown", "One of reserving_stock, authorizing_payment, fulfilling, unpaid, compensating, finished.")],
    };
}
