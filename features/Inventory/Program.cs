using Commerce.Catalog.Contracts;
using Commerce.Defaults;
using Commerce.Inventory;
using Commerce.Inventory.Contracts;
using Commerce.Messaging;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("inventory");
builder.AddDatabase("inventorydb");
builder.AddMessaging("inventory", messages => messages
    .Handle<ReserveStockV1, ReserveStock>()
    .Handle<ConfirmReservationV1, ConfirmReservation>()
    .Handle<ReleaseStockV1, ReleaseStock>()
    .Handle<ShipStockV1, ShipStock>()
    .Handle<ProductPublishedV1, LearnProduct>()
    .HandleAccessChanges());
builder.Services.AddHostedService<ExpireReservations>();

var app = builder.Build();
app.UseServiceDefaults();
app.MapInventory();
await app.RunAsync();
