using Commerce.AdminUi;

await PortalApp.Build(args).RunAsync();
