// The topology of Commerce, in Aspire's public API and nothing else. ./commerce run runs it with the processes of this machine.
var builder = DistributedApplication.CreateBuilder(args);

// One database and one role per service: no service can read another one's tables.
var postgres = builder.AddPostgres("postgres");
var identitydb = postgres.AddDatabase("identitydb");
var catalogdb = postgres.AddDatabase("catalogdb");
var inventorydb = postgres.AddDatabase("inventorydb");
var orderingdb = postgres.AddDatabase("orderingdb");
var paymentsdb = postgres.AddDatabase("paymentsdb");
var sandboxdb = postgres.AddDatabase("sandboxdb");

// Without configured brokers the event log is a further database of the same PostgreSQL.
var kafka = builder.AddKafka("kafka");

// Counts requests for the rate limits, and spares Identity's database. Everybody does without it when it is gone, so nothing waits for it.
var redis = builder.AddRedis("redis");

// Whose tokens everybody accepts. Without a Keycloak, configured or installed, it is the issuer embedded in Identity.
var keycloak = builder.AddKeycloak("keycloak").WithRealmImport("../deploy/keycloak/commerce-realm.json");

var sandboxKey = builder.AddParameter("sandbox-api-key", new GenerateParameterDefault { MinLength = 32, Special = false }, secret: true, persist: true);
var masterKey = builder.AddParameter("master-key", new GenerateParameterDefault { MinLength = 32, Special = false }, secret: true, persist: true);
// Whoever has it is not counted by the rate limits: ./commerce demo and bench play many shoppers from one address.
var trustedKey = builder.AddParameter("trusted-api-key", new GenerateParameterDefault { MinLength = 32, Special = false }, secret: true, persist: true);
// By these the issuer knows its own clients: the gateway, which asks Identity what API keys are worth, and the staff portal.
var gatewaySecret = builder.AddParameter("gateway-client-secret", new GenerateParameterDefault { MinLength = 40, Special = false }, secret: true, persist: true);
var adminSecret = builder.AddParameter("admin-client-secret", new GenerateParameterDefault { MinLength = 40, Special = false }, secret: true, persist: true);
// What the sample staff's authenticator apps know; ./commerce shows it.
var sampleAuthenticator = builder.AddParameter("sample-authenticator", new GenerateParameterDefault { MinLength = 20, Special = false }, secret: true, persist: true);
var samplePassword = builder.AddParameter("sample-password", new GenerateParameterDefault { MinLength = 20, Special = false }, secret: true, persist: true);

// The services on an order's way continue their work on the thread that saw the answer arrive: handing it to another thread would
// cost more than the work. Identity is not among them: it hashes passwords, and that would hold up everybody else's answers.
const string InlineCompletions = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

// Every service waits for its own database, whose schema it brings up to date, and for the event log, whose topics it joins.
// No service waits for another one: what they must know of each other comes over the event log, whenever it comes.
var identity = builder.AddProject("identity", "../features/Identity/Commerce.Identity.csproj")
    .WithHttpEndpoint()
    .WithHttpHealthCheck("/health")
    .WithReference(identitydb)
    .WithReference(kafka)
    .WithReference(redis)
    .WithEnvironment("Auth__Authority", $"{keycloak.GetEndpoint("http")}/realms/commerce")
    .WithEnvironment("Security__MasterKey", masterKey)
    .WithEnvironment("Clients__commerce-gateway__Secret", gatewaySecret)
    .WithEnvironment("Clients__commerce-admin__Secret", adminSecret)
    .WithEnvironment("Sample__Accounts", "true")
    .WithEnvironment("Sample__Password", samplePassword)
    .WithEnvironment("Sample__Authenticator", sampleAuthenticator)
    .WaitFor(identitydb)
    .WaitFor(kafka);

var catalog = builder.AddProject("catalog", "../features/Catalog/Commerce.Catalog.csproj")
    .WithHttpEndpoint()
    .WithHttpHealthCheck("/health")
    .WithReference(catalogdb)
    .WithReference(kafka)
    .WithEnvironment("Auth__Authority", $"{keycloak.GetEndpoint("http")}/realms/commerce")
    .WaitFor(catalogdb)
    .WaitFor(kafka);

var inventory = builder.AddProject("inventory", "../features/Inventory/Commerce.Inventory.csproj")
    .WithHttpEndpoint()
    .WithHttpHealthCheck("/health")
    .WithReference(inventorydb)
    .WithReference(kafka)
    .WithEnvironment(InlineCompletions, "1")
    .WithEnvironment("Auth__Authority", $"{keycloak.GetEndpoint("http")}/realms/commerce")
    .WaitFor(inventorydb)
    .WaitFor(kafka);

var ordering = builder.AddProject("ordering", "../features/Ordering/Commerce.Ordering.csproj")
    .WithHttpEndpoint()
    .WithHttpHealthCheck("/health")
    .WithReference(orderingdb)
    .WithReference(kafka)
    .WithEnvironment(InlineCompletions, "1")
    .WithEnvironment("Security__MasterKey", masterKey)
    .WithEnvironment("Auth__Authority", $"{keycloak.GetEndpoint("http")}/realms/commerce")
    .WaitFor(orderingdb)
    .WaitFor(kafka);

// Stands in for a payment provider on the internet: it shares nothing with the platform but an API key.
var sandbox = builder.AddProject("payment-sandbox", "../features/PaymentSandbox/Commerce.PaymentSandbox.csproj")
    .WithHttpEndpoint()
    .WithHttpHealthCheck("/health")
    .WithReference(sandboxdb)
    .WithEnvironment(InlineCompletions, "1")
    .WithEnvironment("Auth__Authority", $"{keycloak.GetEndpoint("http")}/realms/commerce")
    .WithEnvironment("Sandbox__ApiKey", sandboxKey)
    .WaitFor(sandboxdb);

// Payments does not wait for the provider: a provider may be down at any time, and payments must cope.
var payments = builder.AddProject("payments", "../features/Payments/Commerce.Payments.csproj")
    .WithHttpEndpoint()
    .WithHttpHealthCheck("/health")
    .WithReference(paymentsdb)
    .WithReference(kafka)
    .WithReference(sandbox)
    .WithEnvironment(InlineCompletions, "1")
    .WithEnvironment("Security__MasterKey", masterKey)
    .WithEnvironment("Auth__Authority", $"{keycloak.GetEndpoint("http")}/realms/commerce")
    .WithEnvironment("Sandbox__ApiKey", sandboxKey)
    .WaitFor(paymentsdb)
    .WaitFor(kafka);

// The entrance opens last, when everything behind it answers: whoever gets in finds the whole shop.
var gateway = builder.AddProject("gateway", "../features/Gateway/Commerce.Gateway.csproj")
    .WithHttpEndpoint()
    .WithExternalHttpEndpoints()
    .WithHttpHealthCheck("/health")
    .WithReference(redis)
    .WithReference(identity)
    .WithReference(catalog)
    .WithReference(inventory)
    .WithReference(ordering)
    .WithReference(payments)
    .WithReference(sandbox)
    .WithEnvironment(InlineCompletions, "1")
    .WithEnvironment("Auth__Authority", $"{keycloak.GetEndpoint("http")}/realms/commerce")
    .WithEnvironment("RateLimits__TrustedKeys", trustedKey)
    .WithEnvironment("ServiceClient__Id", "commerce-gateway")
    .WithEnvironment("ServiceClient__Secret", gatewaySecret)
    .WaitFor(identity)
    .WaitFor(catalog)
    .WaitFor(inventory)
    .WaitFor(ordering)
    .WaitFor(payments)
    .WaitFor(sandbox);

// What differs per installation in the realm, and the sample staff, who are for this machine only.
keycloak
    .WithEnvironment("COMMERCE_ADMIN_CLIENT_SECRET", adminSecret)
    .WithEnvironment("COMMERCE_GATEWAY_CLIENT_SECRET", gatewaySecret)
    .WithEnvironment("COMMERCE_SHOP_REDIRECT_URI", $"{gateway.GetEndpoint("http")}/signed-in");
if (builder.ExecutionContext.IsRunMode)
{
    keycloak
        .WithRealmImport("../deploy/keycloak/sample")
        .WithEnvironment("COMMERCE_SAMPLE_PASSWORD", samplePassword)
        .WithEnvironment("COMMERCE_SAMPLE_AUTHENTICATOR", sampleAuthenticator);
}

// Beside a Keycloak, Identity still issues what API keys are exchanged for.
foreach (var service in new[] { identity, catalog, inventory, ordering, payments, sandbox, gateway })
    service.WithEnvironment("Auth__ApiKeys__Authority", $"{identity.GetEndpoint("http")}/realms/commerce");

// Staff work here. It has no database: it calls the API through the gateway, in the name of whoever is signed in.
var adminUi = builder.AddProject("admin-ui", "../admin-ui/Commerce.AdminUi.csproj")
    .WithHttpEndpoint()
    .WithExternalHttpEndpoints()
    .WithHttpHealthCheck("/health")
    .WithReference(redis)
    .WithReference(gateway)
    .WithEnvironment("Auth__Authority", $"{keycloak.GetEndpoint("http")}/realms/commerce")
    .WithEnvironment("Security__MasterKey", masterKey)
    .WithEnvironment("SignIn__ClientSecret", adminSecret)
    .WaitFor(gateway);

// The issuer brings people back to these pages and to no others.
identity
    .WithEnvironment("Clients__commerce-admin__RedirectUris__0", $"{adminUi.GetEndpoint("http")}/sign-in/callback")
    .WithEnvironment("Clients__commerce-admin__PostLogoutRedirectUris__0", $"{adminUi.GetEndpoint("http")}/signed-out");
keycloak
    .WithEnvironment("COMMERCE_ADMIN_REDIRECT_URI", $"{adminUi.GetEndpoint("http")}/sign-in/callback")
    .WithEnvironment("COMMERCE_ADMIN_SIGNED_OUT_URI", $"{adminUi.GetEndpoint("http")}/signed-out");

// People sign in on Identity's pages, which their browsers reach through the gateway.
identity.WithEnvironment("Auth__PublicUrl", gateway.GetEndpoint("http"));

// Shoppers' browsers reach the provider's challenge pages through the gateway.
sandbox.WithEnvironment("Sandbox__PublicUrl", gateway.GetEndpoint("http"));

// The sample shop is loaded once, through the same calls that staff make, so those services must answer. It is for this machine only.
if (builder.ExecutionContext.IsRunMode)
{
    builder.AddProject("seed", "../features/Sample/Commerce.Sample.csproj")
        .WithReference(identity)
        .WithReference(catalog)
        .WithReference(inventory)
        .WithReference(gateway)
        .WithEnvironment("Auth__Authority", $"{keycloak.GetEndpoint("http")}/realms/commerce")
        .WithEnvironment("Sample__Password", samplePassword)
        .WithEnvironment("Sample__Authenticator", sampleAuthenticator)
        .WaitFor(keycloak)
        .WaitFor(identity)
        .WaitFor(catalog)
        .WaitFor(inventory);
}

await builder.Build().RunAsync();
