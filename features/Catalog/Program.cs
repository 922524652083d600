using Commerce.Catalog;
using Commerce.Defaults;
using Commerce.Messaging;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("catalog");
builder.AddDatabase("catalogdb", StatementPlans.MadeForEachExecution);
builder.AddMessaging("catalog", messages => messages.HandleAccessChanges());
builder.Services.AddSingleton(new ResponseCache());
builder.Services.AddHostedService<CatalogueChanges>();

var app = builder.Build();
app.UseServiceDefaults();
app.MapCatalog();
await app.RunAsync();
