using Commerce.Defaults;
using Commerce.Identity;
using Commerce.Identity.Contracts;
using Commerce.Messaging;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("identity");
builder.AddDatabase("identitydb");
builder.AddMessaging("identity", messages => messages.Handle<DeclarePermissionsV1, KeepPermissions>().HandleAccountData());
builder.AddIdentity();

var app = builder.Build();
app.UseForwardedHeaders();
app.UseServiceDefaults();
app.UseMiddleware<ProvisionProfile>();
app.MapIdentity();
await app.RunAsync();
