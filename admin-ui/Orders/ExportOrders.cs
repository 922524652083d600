using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Mvc;

namespace Commerce.AdminUi;

/// <summary>The orders of a list as CSV, however many: pages are written as they are read, and none is kept.</summary>
internal static class ExportOrders
{
    public const string Path = "orders/export.csv";

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(90);

    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/" + Path, HandleAsync).RequireAuthorization();

    private static async Task HandleAsync(
        HttpContext http, [FromServices] CurrentSession session, [FromServices] OrdersClient orders, [FromServices] AccountsClient accounts, TimeProvider clock, CancellationToken ct)
    {
        session.Use(http.User);
        try
        {
            var profile = await accounts.MeAsync(ct);
            var state = ListState.Parse(http.Request.QueryString.Value ?? "", OrderList.Schema);
            var filter = OrderList.FilterOf(state, PersonFormat.Of(profile.Language, profile.TimeZone ?? http.Request.Query["zone"]));
            var first = await orders.ListAsync(filter, state.Sort, null, OrdersClient.MaxPage, ct);
            http.Response.ContentType = "text/csv; charset=utf-8";
            http.Response.Headers.ContentDisposition = $"attachment; filename=\"orders-{clock.GetUtcNow():yyyyMMdd-HHmmss}.csv\"";
            await WriteAsync(http.Response.Body, Pages(orders, filter, state.Sort, first, clock, ct), ct);
        }
        catch (GatewayException e) when (!http.Response.HasStarted)
        {
            await ErrorPages.Failed(e.Problem).ExecuteAsync(http);
        }
        catch (SessionEndedException) when (!http.Response.HasStarted)
        {
            http.Response.Redirect(SignIn.Address("/orders"));
        }
        catch (Exception e) when (e is GatewayException or SessionEndedException)
        {
            http.Abort(); // a file that lacks its end must not look whole
        }
    }

    internal static async Task WriteAsync(Stream body, IAsyncEnumerable<IReadOnlyList<OrderRow>> pages, CancellationToken ct)
    {
        await body.WriteAsync(Encoding.UTF8.GetBytes(Csv.Mark + Csv.Line("order", "placed", "status", "total", "currency", "items", "customer", "updated")), ct);
        await foreach (var page in pages.WithCancellation(ct))
        {
            var text = new StringBuilder(page.Count * 160);
            foreach (var row in page)
            {
                text.Append(Csv.Line(
                    row.OrderId.ToString(), Text(row.PlacedAt), row.Status, row.Total.ToAmountString(), row.Total.Currency.Code,
                    row.ItemCount.ToString(CultureInfo.InvariantCulture), row.CustomerId.ToString(), Text(row.UpdatedAt)));
            }

            await body.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), ct);
        }
    }

    private static async IAsyncEnumerable<IReadOnlyList<OrderRow>> Pages(
        OrdersClient orders, OrderFilter filter, string sort, Page<OrderRow> first, TimeProvider clock, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        for (var page = first; ;)
        {
            yield return page.Items;
            if (page.NextCursor is not { } next)
                yield break;
            page = await PatientlyAsync(() => orders.ListAsync(filter, sort, next, OrdersClient.MaxPage, ct), clock, ct);
        }
    }

    // A long export meets the rate limit, or a service that restarts: it waits instead of giving up half of a file.
    private static async Task<T> PatientlyAsync<T>(Func<Task<T>> ask, TimeProvider clock, CancellationToken ct)
    {
        for (var wait = TimeSpan.FromSeconds(1); ; wait *= 2)
        {
            try
            {
                return await ask();
            }
            catch (GatewayException e) when (e.Problem.IsPassing && wait < LongestWait)
            {
                await Task.Delay(e.Problem.RetryAfter ?? wait, clock, ct);
            }
        }
    }

    private static string Text(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
