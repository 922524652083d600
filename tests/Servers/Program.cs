// The servers that all test projects of one run share; ./commerce test starts them.
var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { Args = args, DisableDashboard = true });

builder.AddPostgres("postgres");
builder.AddRedis("redis");

// Only where one is installed: the tests that need it are skipped elsewhere.
if (!string.IsNullOrWhiteSpace(builder.Configuration["KAFKA_HOME"]))
    builder.AddKafka("kafka");

await builder.Build().RunAsync();
