using Commerce.Data;
using Commerce.Defaults;
using Commerce.EventStore;
using Microsoft.Net.Http.Headers;

namespace Commerce.Ordering;

/// <summary>
/// <c>Prefer: wait=N</c> (RFC 7240) on placing an order: the answer is held until the order is settled and then says how. It is made
/// from the history up to that moment alone, so every repetition of the call gets the same answer for ever.
/// </summary>
internal sealed class SettledAnswer(OrderWatch watch, EventStreams streams, SessionFactory sessions, TimeProvider clock)
{
    private const int LongestWait = 30;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>How long the caller is ready to wait, if at all.</summary>
    public static TimeSpan? Preferred(HttpRequest request)
    {
        foreach (var preference in request.Headers["Prefer"].SelectMany(line => (line ?? string.Empty).Split(',', ';')))
        {
            var pair = preference.Split('=', 2, StringSplitOptions.TrimEntries);
            if (pair is ["wait", var seconds] && int.TryParse(seconds, out var wait) && wait > 0)
                return TimeSpan.FromSeconds(Math.Min(wait, LongestWait));
        }

        return null;
    }

    /// <summary>The settled answer, or <paramref name="otherwise"/> when the order takes longer than that.</summary>
    public async Task<IResult> HoldAsync(Guid orderId, TimeSpan wait, IResult otherwise, HttpResponse response, CancellationToken ct)
    {
        if (await SettledAsync(orderId, wait, ct) is not { } order)
            return otherwise;
        response.Headers[HeaderNames.Vary] = "Prefer";
        response.Headers["Preference-Applied"] = $"wait={wait.TotalSeconds:0}";
        return order.Status == OrderStatus.Cancelled
            ? OrderErrors.NotConfirmed(order).ToProblem()
            : TypedResults.Created($"/api/v1/orders/{orderId}", OrderDetails.Of(order));
    }

    private async Task<Order?> SettledAsync(Guid orderId, TimeSpan wait, CancellationToken ct)
    {
        using var watching = watch.Watch(orderId);
        var began = clock.GetTimestamp();
        while (clock.GetElapsedTime(began) is var waited && waited < wait)
        {
            if (watch.RecentlySettled(orderId) is { } settled)
                return settled;
            var left = wait - waited;
            var changed = await watching.NextAsync(left < PollInterval ? left : PollInterval, ct);
            if (changed is null && await FirstSettledAsync(orderId, ct) is { } elsewhere)
                return elsewhere;
        }

        return await FirstSettledAsync(orderId, ct);
    }

    private async Task<Order?> FirstSettledAsync(Guid orderId, CancellationToken ct)
    {
        await using var session = sessions.Open(RequestContext.System("settled-answer"));
        var history = await streams.LoadAsync(session, orderId, ct);
        return Order.FirstSettled(history);
    }
}
