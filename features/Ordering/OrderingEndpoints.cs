namespace Commerce.Ordering;

/// <summary>Every route of the context.</summary>
internal static class OrderingEndpoints
{
    public static void MapOrdering(this IEndpointRouteBuilder app)
    {
        CreateCart.Map(app);
        GetCart.Map(app);
        SetCartLine.Map(app);
        RemoveCartLine.Map(app);
        ClaimCart.Map(app);
        PlaceOrder.Map(app);
        ListOrders.Map(app);
        GetOrder.Map(app);
        GetOrderHistory.Map(app);
        WatchOrder.Map(app);
        CancelOrder.Map(app);
        DispatchShipment.Map(app);
        SettleShipment.Map(app);
        AddOrderNote.Map(app);
        ListOrderNotes.Map(app);
        ListCheckouts.Map(app);
        GetCheckout.Map(app);
        RetryCheckout.Map(app);
        GetOrderStatistics.Map(app);
        ListProjections.Map(app);
        ListPoisonEvents.Map(app);
        RebuildProjection.Map(app);
        GetRebuild.Map(app);
        CancelRebuild.Map(app);
        CheckProjection.Map(app);
    }
}
