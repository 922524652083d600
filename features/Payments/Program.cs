using Commerce.Defaults;
using Commerce.Messaging;
using Commerce.Payments;
using Commerce.Privacy;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("payments");
builder.AddDatabase("paymentsdb");
builder.AddMessaging("payments", messages => messages.HandlePaymentCommands().HandlePersonalData().HandleAccessChanges());
builder.AddPayments();
builder.AddPersonalData<PaymentsPersonalData>("payments");

var app = builder.Build();
app.UseServiceDefaults();
app.MapPayments();
await app.RunAsync();
