// A small topology with one of everything the runner can do; its tests run it as a process, as ./commerce run does with the real one.
const string service = "../SampleService/Commerce.SampleService.csproj";
var builder = DistributedApplication.CreateBuilder(args);

var sampledb = builder.AddPostgres("postgres").AddDatabase("sampledb");
var kafka = builder.AddKafka("kafka");
var redis = builder.AddRedis("redis");
var keycloak = builder.AddKeycloak("keycloak");
var key = builder.AddParameter("sample-key", new GenerateParameterDefault { MinLength = 32, Special = false }, secret: true, persist: true);

var seed = builder.AddProject("seed", service)
    .WithArgs("once", "0")
    .WaitFor(sampledb);

var identity = builder.AddProject("identity", service)
    .WithHttpEndpoint()
    .WithHttpHealthCheck("/health")
    .WithReference(sampledb)
    .WithReference(kafka)
    .WaitForCompletion(seed);

builder.AddProject("shop", service)
    .WithHttpEndpoint()
    .WithExternalHttpEndpoints()
    .WithHttpHealthCheck("/health")
    .WithReplicas(2)
    .WithReference(redis)
    .WithReference(identity)
    .WithEnvironment("Auth__Authority", $"{keycloak.GetEndpoint("http")}/realms/commerce")
    .WithEnvironment("Sample__Key", key)
    .WaitFor(redis)
    .WaitFor(identity);

if (builder.Configuration["broken"] == "yes")
{
    builder.AddProject("broken", service)
        .WithArgs("broken")
        .WithHttpEndpoint()
        .WithHttpHealthCheck("/health");
}

await builder.Build().RunAsync();
