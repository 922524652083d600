using System.Reflection;
using System.Text.Json;
using Commerce.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.EventStore;

/// <summary>Adds the event store to a service.</summary>
public static class EventStoreExtensions
{
    /// <summary>
    /// Stores the events that <paramref name="assembly"/> names with <see cref="EventNameAttribute"/>, and keeps the projections that are
    /// registered as <see cref="IInlineProjection"/> or <see cref="IAsyncProjection"/>.
    /// </summary>
    /// <param name="upcasters">How events of names that are no longer written are read.</param>
    public static IServiceCollection AddEventStore(
        this IServiceCollection services, Assembly assembly, JsonSerializerOptions json, params IEnumerable<IUpcaster> upcasters)
    {
        var types = new EventTypes(assembly, json, upcasters);
        return services
            .AddSingleton(types)
            .AddSingleton<EventStreams>()
            .AddSingleton<ProjectionSignal>()
            .AddSingleton<ProjectionBook>()
            .AddSingleton<ProjectionCheck>()
            .AddSingleton<Rebuilder>()
            .AddHostedService<RebuildProjections>()
            .AddHostedService<AsyncProjections>()
            .AddSingleton(new MigrationSource("event-store", typeof(EventStoreExtensions).Assembly, "EventStore.Migrations"))
            .AddSingleton<ISessionParticipantFactory>(p => new EventBufferFactory(
                types, p.GetRequiredService<TimeProvider>(), p.GetServices<IInlineProjection>(), p.GetRequiredService<ProjectionSignal>()));
    }
}
