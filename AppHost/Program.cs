// The topology of Commerce, in Aspire's public API and nothing else. ./commerce run runs it with the processes of this machine.
var builder = DistributedApplication.CreateBuilder(args);

// One database and one role per service: no service can read another one's tables.
var postgres = builder.AddPostgres("postgres");
var inventorydb = postgres.AddDatabase("inventorydb");
var orderingdb = postgres.AddDatabase("orderingdb");
var paymentsdb = postgres.AddDatabase("paymentsdb");
var sandboxdb = postgres.AddDatabase("sandboxdb");

// Without configured brokers the event log is a further database of the same PostgreSQL.
var kafka = builder.AddKafka("kafka");
var redis = builder.AddRedis("redis");

var sandboxKey = builder.AddParameter("sandbox-api-key", new GenerateParameterDefault { MinLength = 32, Special = false }, secret: true, persist: true);

// A service waits for its own database, whose schema it brings up to date, and for the event log, whose topics it joins.
var inventory = builder.AddProject("inventory", "../features/Inventory/Commerce.Inventory.csproj")
    .WithHttpEndpoint()
    .WithHttpHealthCheck("/health")
    .WithReference(inventorydb)
    .WithReference(kafka)
    .WaitFor(inventorydb)
    .WaitFor(kafka);

// Stands in for a payment provider on the internet, so it shares nothing with the platform but its public address.
var sandbox = builder.AddProject("payment-sandbox", "../features/PaymentSandbox/Commerce.PaymentSandbox.csproj")
    .WithHttpEndpoint()
    .WithHttpHealthCheck("/health")
    .WithReference(sandboxdb)
    .WithEnvironment("Sandbox__ApiKey", sandboxKey)
    .WaitFor(sandboxdb);
sandbox.WithEnvironment("Sandbox__PublicUrl", sandbox.GetEndpoint("http"));

// Payments does not wait for the provider: a provider may be down at any time, and payments must cope.
var payments = builder.AddProject("payments", "../features/Payments/Commerce.Payments.csproj")
    .WithHttpEndpoint()
    .WithHttpHealthCheck("/health")
    .WithReference(paymentsdb)
    .WithReference(kafka)
    .WithReference(sandbox)
    .WithEnvironment("Sandbox__ApiKey", sandboxKey)
    .WaitFor(paymentsdb)
    .WaitFor(kafka);

var ordering = builder.AddProject("ordering", "../features/Ordering/Commerce.Ordering.csproj")
    .WithHttpEndpoint()
    .WithHttpHealthCheck("/health")
    .WithReference(orderingdb)
    .WithReference(kafka)
    .WaitFor(orderingdb)
    .WaitFor(kafka);

await builder.Build().RunAsync();
