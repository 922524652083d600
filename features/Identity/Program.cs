using Commerce.Defaults;
using Commerce.Identity;
using Commerce.Messaging;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("identity");
builder.AddDatabase("identitydb");
builder.AddMessaging("identity", _ => { });
builder.AddIdentity();

var app = builder.Build();
app.UseForwardedHeaders();
app.UseServiceDefaults();
app.MapIdentity();
await app.RunAsync();
