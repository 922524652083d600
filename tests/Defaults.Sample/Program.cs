using Commerce.Defaults;
using Commerce.Defaults.Sample;
using Commerce.Messaging;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("sample");
builder.AddDatabase("sampledb");
builder.AddMessaging("sample", messaging => messaging.HandleAccessChanges());

var app = builder.Build();
app.UseServiceDefaults();
app.MapSample();
await app.RunAsync();
