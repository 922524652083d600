using Commerce.Defaults;
using Commerce.Ordering;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("ordering");
builder.AddDatabase("orderingdb");
builder.AddOrdering();

var app = builder.Build();
app.UseServiceDefaults();
app.MapOrdering();
await app.RunAsync();
