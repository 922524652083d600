using System.Globalization;
using System.Net;
using System.Text.Json;
using Commerce.Data;
using Commerce.Inventory.Contracts;
using Commerce.Payments.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.Ordering;

/// <summary>What was seen then is what is told now about then, for histories that nobody chose.</summary>
public sealed class TimeTravelTests(OrderingShop shop) : IClassFixture<OrderingShop>
{
    private const int Histories = 50;
    private const int Steps = 14;
    private static readonly DateTimeOffset Later = new(2500, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task GetOrder_AsOfEveryMoment_IsTheSnapshotTakenThen_ByteForByte_ForRandomHistories()
    {
        var lengths = new List<int>();
        for (var seed = 0; seed < Histories; seed++)
        {
            var random = new Random(seed);
            var ada = shop.NewCustomer();
            var orderId = await ada.PlacedAsync();
            var snapshots = await LiveAsync(ada, orderId, random);
            lengths.Add(snapshots.Count);
            await TravelAsync(ada, orderId, snapshots, random, seed);
        }

        Assert.True(lengths.Max() >= 6 && lengths.Distinct().Count() >= 4, $"Histories of {string.Join(", ", lengths)} states show hardly anything.");
    }

    [Theory]
    [InlineData(""), InlineData("yesterday"), InlineData("12:00"), InlineData("2026-05-04"), InlineData("05/04/2026"), InlineData("2026-05-04T12:00:00")]
    [InlineData("2026-05-04 12:00:00Z"), InlineData("2026-02-30T12:00:00Z"), InlineData("2026-05-04T25:00:00Z"), InlineData("2026-05-04T12:00:00+02:00")]
    [InlineData("2026-05-04T12:00:00%2B99:00"), InlineData("0000-05-04T12:00:00Z"), InlineData("10000-01-01T00:00:00Z"), InlineData("0001-01-01T00:00:00%2B14:00")]
    [InlineData("1767225600"), InlineData("2026-05-04T12:00:00Z&asOf=2026-05-05T12:00:00Z"), InlineData("2026-05-04T12:00:00Z%00"), InlineData("٢٠٢٦-05-04T12:00:00Z")]
    public async Task GetOrder_AsOfNoMoment_IsTheClientsFault(string asOf)
    {
        var ada = shop.NewCustomer();
        using var answer = await ada.SendAsync(HttpMethod.Get, $"/api/v1/orders/{await ada.PlacedAsync()}?asOf={asOf}", null);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    // One decision after the other, each in a transaction of its own, and the whole answer after each that changed something.
    private async Task<List<(DateTimeOffset At, string Body)>> LiveAsync(Customer ada, Guid orderId, Random random)
    {
        var snapshots = new List<(DateTimeOffset, string)> { await SnapshotAsync(ada, orderId) };
        for (var step = 0; step < Steps; step++)
        {
            if (await DecideAsync(orderId, random))
                snapshots.Add(await SnapshotAsync(ada, orderId));
        }

        return snapshots;
    }

    private async Task<bool> DecideAsync(Guid orderId, Random random)
    {
        var orders = shop.Host.Services.GetRequiredService<OrderStore>();
        await using var session = shop.Host.Services.GetRequiredService<SessionFactory>().Open(new RequestContext("test"));
        var order = (await orders.FindAsync(session, orderId, default))!;
        var decision = Decide(order, random, TimeProvider.System.GetUtcNow());
        orders.Save(session, decision);
        await session.CommitAsync(default);
        return decision.Events.Count > 0;
    }

    private static CheckoutDecision Decide(Order order, Random random, DateTimeOffset now) => random.Next(14) switch
    {
        0 or 1 or 2 => Checkout.On(order, new StockReservedV1(order.Id, [new("KETTLE", random.Next(2) == 0 ? "berlin" : "leipzig", 1)], now.AddMinutes(15)), "tok_ok", now),
        3 => Checkout.On(order, new PaymentActionRequiredV1(order.Id, order.Id, $"https://bank.example/{random.Next()}", now.AddMinutes(5)), now),
        4 or 5 or 6 => Checkout.On(order, new PaymentAuthorizedV1(order.Id, order.Id, order.Total.MinorUnits, "EUR", now), now),
        7 => random.Next(3) > 0 ? CheckoutDecision.Nothing(order) : Checkout.On(order, new PaymentDeclinedV1(order.Id, order.Id, "insufficient_funds", $"№ {random.Next()}", now), now),
        8 => random.Next(3) > 0 ? CheckoutDecision.Nothing(order) : Checkout.On(order, new StockRejectedV1(order.Id, "out_of_stock", [new("KETTLE", 1, 0)]), now),
        9 => Checkout.On(order, new PaymentVoidedV1(order.Id, order.Id, now), now),
        10 => Checkout.On(order, new StockReleasedV1(order.Id, "released"), now),
        11 => random.Next(3) == 0 && order.Cancel(CancellationReasons.Requested, $"Tant pis, {random.Next()}!", now) is { IsOk: true } cancelled
            ? Checkout.Cancel(order, cancelled.Value)
            : CheckoutDecision.Nothing(order),
        12 => order.Shipments.FirstOrDefault(s => !s.IsDispatched) is { } parcel && order.Dispatch(parcel.Id, $"T{random.Next()}", now) is { IsOk: true } dispatched
            ? Checkout.Dispatch(order, dispatched.Value)
            : CheckoutDecision.Nothing(order),
        _ => order.Shipments.FirstOrDefault(s => s is { IsDispatched: true, CapturedAt: null }) is { } sent
            ? Checkout.On(order, new PaymentCapturedV1(order.Id, order.Id, sent.Id, order.AmountOf(sent), "EUR", now), now)
            : CheckoutDecision.Nothing(order),
    };

    private static async Task TravelAsync(Customer ada, Guid orderId, List<(DateTimeOffset At, string Body)> snapshots, Random random, int seed)
    {
        var first = snapshots[0].At;
        await NotYetAsync(ada, orderId, first.AddTicks(-TimeSpan.TicksPerMicrosecond));
        await NotYetAsync(ada, orderId, first.AddDays(-random.Next(1, 3650)));
        for (var i = 0; i < snapshots.Count; i++)
        {
            var (at, body) = snapshots[i];
            var until = i + 1 < snapshots.Count ? snapshots[i + 1].At : Later;
            DateTimeOffset[] moments = [at, at.AddTicks(random.NextInt64(until.Ticks - at.Ticks)), until.AddTicks(-TimeSpan.TicksPerMicrosecond)];
            foreach (var moment in moments)
                Assert.True(body == await AsOfAsync(ada, orderId, moment, random), $"Seed {seed}: state {i + 1} of {snapshots.Count} was another as of {moment:O}.");
        }
    }

    private static async Task NotYetAsync(Customer ada, Guid orderId, DateTimeOffset moment)
    {
        using var answer = await ada.SendAsync(HttpMethod.Get, $"/api/v1/orders/{orderId}?asOf={moment.UtcDateTime:O}", null);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    // The same moment is written differently around the world.
    private static async Task<string> AsOfAsync(Customer ada, Guid orderId, DateTimeOffset moment, Random random)
    {
        var local = moment.ToOffset(TimeSpan.FromMinutes(random.Next(-14 * 60, (14 * 60) + 1)));
        var text = random.Next(3) == 0
            ? moment.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)
            : local.ToString("yyyy-MM-ddTHH:mm:ss.fffffffzzz", CultureInfo.InvariantCulture);
        return await ada.Http.GetStringAsync(new Uri($"/api/v1/orders/{orderId}?asOf={Uri.EscapeDataString(text)}", UriKind.Relative));
    }

    private static async Task<(DateTimeOffset At, string Body)> SnapshotAsync(Customer ada, Guid orderId)
    {
        var body = await ada.Http.GetStringAsync(new Uri($"/api/v1/orders/{orderId}", UriKind.Relative));
        return (JsonSerializer.Deserialize<JsonElement>(body).GetProperty("updatedAt").GetDateTimeOffset(), body);
    }
}
