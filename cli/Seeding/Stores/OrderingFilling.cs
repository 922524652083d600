using System.Text.Json;
using Commerce.EventStore;
using Commerce.Ordering;
using Npgsql;

namespace Commerce.Seeding;

/// <summary>Orders: their events in the order of time, and everything that Ordering makes of them.</summary>
internal sealed partial class OrderingFilling(ScaledShop shop, PersonalSeals seals, Guid? warehouseStaff, Guid? supportStaff)
    : Filling("orderingdb", "orders", shop.Scale.Orders)
{
    private const int NotesEvery = 200;
    private readonly EventTypes _types = new(typeof(Order).Assembly, JsonSerializerOptions.Web);
    private readonly StatisticsTally _tally = new();
    private BulkTable _events = null!;
    private BulkTable _keys = null!;
    private BulkTable _notes = null!;

    public override void Fill(NpgsqlConnection connection)
    {
        // Positions follow time: whoever places an order meanwhile waits until these are told.
        Execute(connection, "LOCK TABLE events IN SHARE ROW EXCLUSIVE MODE");
        if (ReadCount(connection, "SELECT count(*) FROM (SELECT FROM events LIMIT 1) e") > 0)
            throw new RefusedException("This shop has orders of its own. A large shop is made of one that has none yet: ./commerce reset, ./commerce run, then seed.");
        LearnOffers(connection);
        Prepare(connection);
        foreach (var (story, happening, version) in OrderStory.InOrderOfTime(shop.Orders.All()))
        {
            if (version == 1)
                AddOrder(story);
            AddEvent(story, happening, version);
            _tally.Count(story, happening);
        }

        Flush();
        AddStatistics(connection);
        Execute(
            connection, "UPDATE projections SET checkpoint = (SELECT max(position) FROM events), updated_at = now() WHERE name = $1",
            OrderStatisticsProjection.ProjectionName);
    }

    private static long ReadCount(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        return (long)command.ExecuteScalar()!;
    }

    private void LearnOffers(NpgsqlConnection connection)
    {
        var offers = Table(connection, "offers", "sku, product_id, name, prices, version, available, published");
        foreach (var good in shop.Goods)
        {
            offers.Add(to =>
            {
                to.Write(good.Sku);
                to.Write(good.ProductId);
                to.Write(good.Name);
                to.Jsonb(JsonSerializer.Serialize(good.Prices.ToDictionary(p => p.Currency, p => p.MinorUnits)));
                to.Write(good.Version);
                to.Write(good.IsOnSale);
                to.Write(true);
            });
            Gathered();
        }
    }

    private void Prepare(NpgsqlConnection connection)
    {
        _events = Table(connection, "events", "stream_id, version, stream_type, type, data, metadata, recorded_at");
        _keys = Table(connection, "personal_keys", "person_id, sealed_key, sealed_by");
        _notes = Table(connection, "order_notes", "note_id, order_id, author_id, note, written_at");
        _carts = Table(connection, "carts", "id, customer_id, currency, status, order_id, version, created_at, touched_at");
        _lines = Table(connection, "cart_lines", "cart_id, sku, quantity, added_at");
        _summaries = Table(
            connection, "order_summaries",
            "order_id, customer_id, status, total_minor_units, currency, item_count, version, placed_at, updated_at");
        _checkouts = Table(connection, "checkouts", "order_id, step, deadline, payment_token");
        _addresses = Table(connection, "shipping_addresses", "order_id, address");
        _counted = Table(connection, "order_statistics_orders", "order_id, currency, total_minor_units");
    }

    private void AddEvent(OrderStory story, Happening happening, int version)
    {
        var told = happening.Event is OrderCancelled { Reason: CancellationReasons.Requested } cancelled && cancelled.Detail != OrderNotes.Unopened
            ? cancelled with { Detail = Seal(story, cancelled.Detail) }
            : happening.Event;
        var by = told switch
        {
            OrderPlaced or OrderCancelled { Reason: CancellationReasons.Requested } => story.Customer.Id,
            ShipmentDispatched => warehouseStaff,
            _ => null,
        };
        var (name, data) = (_types.NameOf(told), _types.Write(told));
        var metadata = JsonSerializer.Serialize(new EventMetadata(story.Id.ToString("N"), null, by?.ToString()), JsonSerializerOptions.Web);
        _events.Add(to =>
        {
            to.Write(story.Id);
            to.Write(version);
            to.Write(Order.StreamType);
            to.Write(name);
            to.Jsonb(data);
            to.Jsonb(metadata);
            to.Write(happening.At);
        });
        Gathered();
    }

    private string Seal(OrderStory story, string text)
    {
        var (closed, newKey) = seals.Note(story.Customer.Id, text);
        if (newKey is not null)
        {
            _keys.Add(to =>
            {
                to.Write(story.Customer.Id);
                to.Write(newKey);
                to.Write(seals.SealedBy);
            });
        }

        return closed;
    }

    private void AddNote(OrderStory story)
    {
        if (supportStaff is not { } author || story.Number % NotesEvery != 0)
            return;
        var note = Seal(story, "Called about the delivery: wants it left at the neighbour's.");
        _notes.Add(to =>
        {
            to.Write(shop.DiceOf("note", story.Number).Id(story.LastAt));
            to.Write(story.Id);
            to.Write(author);
            to.Write(note);
            to.Write(story.LastAt);
        });
    }
}
