// The topology of Commerce, in Aspire's public API and nothing else. Run it with ./commerce run.
var builder = DistributedApplication.CreateBuilder(args);

var postgres = builder.AddPostgres("postgres");
builder.AddRedis("redis");

// Without configured brokers the event log is a database of the same PostgreSQL.
builder.AddKafka("kafka");
postgres.AddDatabase("orderingdb");

await builder.Build().RunAsync();
