using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting;

/// <summary>Adds the event log.</summary>
public static class KafkaBuilderExtensions
{
    /// <summary>Uses the brokers of the configuration's <c>ConnectionStrings:NAME</c>, or else a PostgreSQL database.</summary>
    public static IResourceBuilder<KafkaServerResource> AddKafka(this IDistributedApplicationBuilder builder, string name, int? port = null) =>
        builder.AddResource(new KafkaServerResource(name) { ConfiguredBrokers = builder.Configuration.GetConnectionString(name) });
}
