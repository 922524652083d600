using Commerce.Defaults;
using Commerce.PaymentSandbox;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("payment-sandbox");
builder.AddDatabase("sandboxdb");
builder.AddSandbox();

var app = builder.Build();
app.UseServiceDefaults();
app.UseMerchantAccess();
app.MapSandbox();
await app.RunAsync();
