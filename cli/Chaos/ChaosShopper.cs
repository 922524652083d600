namespace Commerce.Cli;

/// <summary>Buys one order after the other; calls some off again and has some sent out.</summary>
internal sealed class ChaosShopper(PatientClient shopper, PatientClient warehouse, ClientHistory history, ChaosShelves shelves, int number)
{
    private static readonly TimeSpan ThinkTime = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(250);
    // Longer than any fault: who leaves earlier never hears what became of the order.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    /// <summary>What the shop says about every order of this shopper.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> ListAsync(CancellationToken ct)
    {
        var statuses = new Dictionary<Guid, string>();
        string? cursor = null;
        do
        {
            var path = $"/api/v1/orders?limit=100{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}";
            var page = (await shopper.CallAsync((client, token) => client.GetAsync(path, token), ct)).OrThrow("Listing the orders");
            foreach (var item in page.GetProperty("items").EnumerateArray())
                statuses[item.GetProperty("orderId").GetGuid()] = item.GetProperty("status").GetString()!;
            cursor = page.GetProperty("nextCursor").GetString();
        }
        while (cursor is not null);
        return statuses;
    }

    /// <summary>Goes on until <paramref name="stop"/>; what has been begun then is brought to its end.</summary>
    public async Task BuyUntilAsync(CancellationToken stop, CancellationToken ct)
    {
        for (var turn = number; !stop.IsCancellationRequested; turn++)
        {
            if (turn % 10 == 0)
                await shopper.SignInAsync(ct);
            var order = await BuyAsync(turn, ct);
            if (order is { WasConfirmed: true } && turn % 8 == 3)
                await CancelAsync(order, ct);
            else if (order is { WasConfirmed: true } && turn % 6 == 1)
                await DispatchAsync(order, ct);
            await Task.Delay(ThinkTime, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<ClientOrder?> BuyAsync(int turn, CancellationToken ct)
    {
        var wish = shelves.Pick(turn);
        var lines = new[] { new { sku = wish.Sku, quantity = wish.Quantity } };
        var cart = await shopper.CallAsync((client, token) => client.PostAsync("/api/v1/carts", new { currency = "EUR", lines }, token), ct);
        if (!cart.IsOk)
        {
            history.Surprised($"a cart with {wish.Sku} was answered with {cart.Status} {cart.Code}");
            return null;
        }

        var order = wish with { PlacedAt = TimeProvider.System.GetTimestamp() };
        history.Begin(order);
        var (cartId, card) = (cart.Body.GetProperty("cartId").GetGuid(), shelves.CardFor(order));
        Hear(order, await shopper.CallAsync((client, token) => client.OrderAsync(order.Id, cartId, card, token, waitSeconds: 5), ct));
        while (order is { Refusal: null, WasConfirmed: false, Status: not "cancelled" } && TimeProvider.System.GetElapsedTime(order.PlacedAt) < Patience)
        {
            await Task.Delay(LookAgain, ct);
            Hear(order, await shopper.CallAsync((client, token) => client.GetAsync($"/api/v1/orders/{order.Id}", token), ct));
        }

        return order;
    }

    private void Hear(ClientOrder order, ShopAnswer answer)
    {
        if (!answer.IsOk)
        {
            order.Refusal = answer.Code ?? $"{answer.Status}";
            return;
        }

        order.Status = answer.Body.GetProperty("status").GetString();
        if (order.Status == "confirmed")
            history.Confirmed(order);
    }

    private async Task CancelAsync(ClientOrder order, CancellationToken ct)
    {
        order.CancellationAsked = true;
        var answer = await shopper.CallAsync((client, token) => client.PostAsync($"/api/v1/orders/{order.Id}/cancellation", new { reason = "Chaos" }, token), ct);
        // The second is said to who asks again because the first answer was lost.
        order.CancellationGranted = answer.IsOk || answer.Code == "ordering.already_cancelled";
        if (!order.CancellationGranted)
            history.Surprised($"cancelling the confirmed order {order.Id} was answered with {answer.Status} {answer.Code}");
    }

    private async Task DispatchAsync(ClientOrder order, CancellationToken ct)
    {
        var path = $"/api/v1/orders/{order.Id}";
        var details = (await shopper.CallAsync((client, token) => client.GetAsync(path, token), ct)).OrThrow("Reading an order");
        order.IsDispatched = true;
        foreach (var shipment in details.GetProperty("shipments").EnumerateArray().Select(s => s.GetProperty("shipmentId").GetGuid()))
        {
            var answer = await warehouse.CallAsync((client, token) => client.PostAsync($"{path}/shipments/{shipment}/dispatch", new { trackingNumber = "1Z" }, token), ct);
            if (answer.IsOk || answer.Code == "ordering.already_dispatched")
                continue;
            order.IsDispatched = false;
            history.Surprised($"dispatching the confirmed order {order.Id} was answered with {answer.Status} {answer.Code}");
        }
    }
}
