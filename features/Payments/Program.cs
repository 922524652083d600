using Commerce.Defaults;
using Commerce.Messaging;
using Commerce.Payments;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("payments");
builder.AddDatabase("paymentsdb");
builder.AddMessaging("payments", messages => messages.HandlePaymentCommands().HandleAccessChanges());
builder.AddPayments();

var app = builder.Build();
app.UseServiceDefaults();
app.MapPayments();
await app.RunAsync();
