using System.Text.Json;
using Commerce.Catalog.Contracts;
using Commerce.Defaults;
using Commerce.EventStore;
using Commerce.Inventory.Contracts;
using Commerce.Messaging;
using Commerce.Payments.Contracts;
using Commerce.Privacy;

namespace Commerce.Ordering;

/// <summary>What the context is made of, and what it listens to.</summary>
internal static class OrderingServices
{
    public static void AddOrdering(this WebApplicationBuilder builder)
    {
        builder.Services
            .AddEventStore(typeof(OrderingServices).Assembly, JsonSerializerOptions.Web)
            .AddSingleton<IInlineProjection, OrderSummaryProjection>()
            .AddSingleton<IAsyncProjection, OrderStatisticsProjection>()
            .AddSingleton<OrderWatch>()
            .AddSingleton<OrderStore>()
            .AddSingleton<OrderNotes>()
            .AddSingleton<ShippingAddresses>()
            .AddSealedRows(provider => provider.GetRequiredService<ShippingAddresses>())
            .AddSingleton<SettledAnswer>()
            .AddSingleton<ExpireCheckout>()
            .AddHostedService(services => services.GetRequiredService<ExpireCheckout>());
        builder.AddPersonalData<OrderingPersonalData>("ordering");
        builder.AddMessaging("ordering", messages => messages
            .Handle<ProductPublishedV1, KeepOffers>()
            .Handle<PriceChangedV1, KeepOffers>()
            .Handle<ProductWithdrawnV1, KeepOffers>()
            .Handle<StockReservedV1, AdvanceCheckout>()
            .Handle<StockRejectedV1, AdvanceCheckout>()
            .Handle<StockReleasedV1, AdvanceCheckout>()
            .Handle<PaymentActionRequiredV1, AdvanceCheckout>()
            .Handle<PaymentAuthorizedV1, AdvanceCheckout>()
            .Handle<PaymentDeclinedV1, AdvanceCheckout>()
            .Handle<PaymentVoidedV1, AdvanceCheckout>()
            .Handle<PaymentCapturedV1, AdvanceCheckout>()
            .Handle<PaymentCaptureFailedV1, AdvanceCheckout>()
            .HandlePersonalData()
            .HandleAccessChanges());
    }
}
