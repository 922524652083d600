using System.Text.Json;
using Commerce.Data;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Commerce.Messaging;

/// <summary>Adds the outbox, its relay and the consumers to a service.</summary>
public static class MessagingExtensions
{
    /// <summary>
    /// Connects the service to the event log named by the connection string <c>kafka</c>: a PostgreSQL database (<c>Host=…</c>) or a list of
    /// Kafka brokers (<c>host:port,…</c>).
    /// </summary>
    /// <param name="group">The consumer group: the service's name. All its replicas share it.</param>
    /// <exception cref="InvalidOperationException">No event log is configured.</exception>
    public static IHostApplicationBuilder AddMessaging(this IHostApplicationBuilder builder, string group, Action<MessagingBuilder> configure)
    {
        var services = builder.Services;
        var messaging = new MessagingBuilder(services);
        configure(messaging);

        var json = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(new MigrationSource("messaging", typeof(MessagingExtensions).Assembly, "Messaging.Migrations"));
        var connection = builder.Configuration.GetConnectionString("kafka")
            ?? throw new InvalidOperationException("No event log: the connection string 'kafka' is missing.");
        services.AddSingleton(p => OpenLog(connection, builder.Configuration, p.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<OutboxSignal>();
        services.AddSingleton<ISessionParticipantFactory>(p =>
            new OutboxBufferFactory(json, p.GetRequiredService<TimeProvider>(), p.GetRequiredService<OutboxSignal>()));
        services.AddSingleton(new MessageReader(messaging.Handlers, json));
        services.AddSingleton(RetrySchedule.From(builder.Configuration));
        services.AddSingleton(p => new DeadLetterStore(p.GetRequiredService<MessageReader>()));
        services.AddSingleton(p => new ReplayDeadLetter(
            group, p.GetRequiredService<MessageReader>(), p.GetRequiredService<SessionFactory>(), p.GetRequiredService<IServiceScopeFactory>(),
            p.GetRequiredService<TimeProvider>()));
        services.AddSingleton(p => new MessageQueues(group, messaging.Handlers, p.GetRequiredService<IEventLog>()));
        services.AddSingleton(p => ActivatorUtilities.CreateInstance<BatchProcessor>(p, group));
        services.AddHostedService<OutboxRelay>();
        services.AddHostedService(p => ActivatorUtilities.CreateInstance<ConsumerLoop>(p, group, messaging.Handlers));
        services.AddHostedService<RetryFailedMessages>();
        services.AddHostedService<MessageRetention>();
        return builder;
    }

    private static IEventLog OpenLog(string connection, IConfiguration configuration, ILoggerFactory loggers) =>
        connection.Contains("Host=", StringComparison.OrdinalIgnoreCase)
            ? new PostgresEventLog(connection)
            : new KafkaEventLog(KafkaSettings.Read(connection, configuration.GetSection("Kafka")), loggers.CreateLogger<KafkaEventLog>());
}
