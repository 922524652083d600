using System.Text.Json;
using Commerce.Ordering;
using Npgsql;

namespace Commerce.Seeding;

internal sealed partial class OrderingFilling
{
    private BulkTable _carts = null!;
    private BulkTable _lines = null!;
    private BulkTable _summaries = null!;
    private BulkTable _checkouts = null!;
    private BulkTable _addresses = null!;
    private BulkTable _counted = null!;

    private void AddOrder(OrderStory story)
    {
        AddCart(story);
        AddSummary(story);
        AddCheckout(story);
        AddNote(story);
        var address = seals.Address(story.Id, JsonSerializer.SerializeToUtf8Bytes(story.Customer.Address, JsonSerializerOptions.Web));
        _addresses.Add(to =>
        {
            to.Write(story.Id);
            to.Write(address);
        });
        Advance();
    }

    private void AddCart(OrderStory story)
    {
        var order = story.Order;
        _carts.Add(to =>
        {
            to.Write(order.CartId);
            to.Write(story.Customer.Id);
            to.Write(order.Total.Currency.Code);
            to.Write("ordered");
            to.Write(story.Id);
            to.Write(order.Lines.Count + 1);
            to.Write(order.PlacedAt.AddMinutes(-5));
            to.Write(order.PlacedAt);
        });
        foreach (var line in order.Lines)
        {
            _lines.Add(to =>
            {
                to.Write(order.CartId);
                to.Write(line.Sku);
                to.Write(line.Quantity);
                to.Write(order.PlacedAt.AddMinutes(-4));
            });
        }
    }

    private void AddSummary(OrderStory story)
    {
        var order = story.Order;
        var (total, currency) = (order.Total.MinorUnits, order.Total.Currency.Code);
        _summaries.Add(to =>
        {
            to.Write(story.Id);
            to.Write(story.Customer.Id);
            to.Write(order.Status.ToText());
            to.Write(total);
            to.Write(currency);
            to.Write(order.Lines.Sum(l => l.Quantity));
            to.Write(order.Version);
            to.Write(order.PlacedAt);
            to.Write(story.LastAt);
        });
        _counted.Add(to =>
        {
            to.Write(story.Id);
            to.Write(currency);
            to.Write(total);
        });
    }

    private void AddCheckout(OrderStory story)
    {
        var deadline = Checkout.DeadlineOf(story.Order, story.LastAt);
        _checkouts.Add(to =>
        {
            to.Write(story.Id);
            to.Write(Checkout.StepOf(story.Order).ToString());
            to.Maybe(deadline);
            to.Write(story.Card.Token);
        });
    }

    private void AddStatistics(NpgsqlConnection connection)
    {
        var days = Table(
            connection, "order_statistics",
            "day, currency, placed, placed_minor_units, confirmed, confirmed_minor_units, completed, cancelled, cancelled_minor_units, captured_minor_units");
        foreach (var ((day, currency), figures) in _tally.Days)
            days.Add(to => AddDay(to, day, currency, figures));
        var reasons = Table(connection, "order_statistics_reasons", "day, currency, reason, orders");
        foreach (var ((day, currency, reason), orders) in _tally.Reasons)
        {
            reasons.Add(to =>
            {
                to.Write(day);
                to.Write(currency);
                to.Write(reason);
                to.Write(orders);
            });
        }

        Flush();
    }

    private static void AddDay(NpgsqlBinaryImporter to, DateOnly day, string currency, DayFigures figures)
    {
        to.Write(day);
        to.Write(currency);
        to.Write(figures.Placed);
        to.Write(figures.PlacedAmount);
        to.Write(figures.Confirmed);
        to.Write(figures.ConfirmedAmount);
        to.Write(figures.Completed);
        to.Write(figures.Cancelled);
        to.Write(figures.CancelledAmount);
        to.Write(figures.Captured);
    }
}
