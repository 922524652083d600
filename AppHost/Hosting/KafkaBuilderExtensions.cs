using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting;

/// <summary>Adds the event log.</summary>
public static class KafkaBuilderExtensions
{
    /// <summary>
    /// Uses the brokers of the configuration's <c>ConnectionStrings:NAME</c>, or else a broker run from the Kafka in <c>KAFKA_HOME</c>, or else
    /// a PostgreSQL database.
    /// </summary>
    public static IResourceBuilder<KafkaServerResource> AddKafka(this IDistributedApplicationBuilder builder, string name, int? port = null)
    {
        var brokers = builder.Configuration.GetConnectionString(name);
        var home = builder.Configuration["KAFKA_HOME"];
        var eventLog = new KafkaServerResource(name) { ConfiguredBrokers = brokers, Home = brokers is null && !string.IsNullOrWhiteSpace(home) ? home : null };
        if (eventLog.Home is not null)
        {
            eventLog.Endpoints.Add(new EndpointAnnotation(KafkaServerResource.EndpointName, "tcp", port, null));
            eventLog.Endpoints.Add(new EndpointAnnotation(KafkaServerResource.ControllerEndpointName, "tcp", null, null));
        }

        return builder.AddResource(eventLog);
    }
}
