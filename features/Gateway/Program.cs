using Commerce.Gateway;

await GatewayApp.Build(args).RunAsync();
