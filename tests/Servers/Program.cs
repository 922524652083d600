// The servers that all test projects of one run share; ./commerce test starts them.
var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { Args = args, DisableDashboard = true });

builder.AddPostgres("postgres");
builder.AddRedis("redis");

await builder.Build().RunAsync();
