using System.Reflection;
using System.Text.Json;
using Commerce.Data;
using Commerce.Kernel;
using Commerce.Messaging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Commerce.ContractsTests;

/// <summary>Every message of the platform, read by what reads them in production: a service that listens to all of them.</summary>
internal static class Messages
{
    private static readonly Dictionary<string, Type> s_types = Directory
        .EnumerateFiles(AppContext.BaseDirectory, "Commerce.*.Contracts.dll")
        .SelectMany(file => Assembly.LoadFrom(file).GetExportedTypes())
        .Where(type => type.GetCustomAttribute<MessageAttribute>() is not null)
        .ToDictionary(type => type.GetCustomAttribute<MessageAttribute>()!.Name);

    private static readonly MessageReader s_reader = Reader();

    public static IReadOnlyDictionary<string, Type> Types => s_types;

    public static IReadOnlyCollection<string> Topics => [.. s_types.Values.Select(t => t.GetCustomAttribute<MessageAttribute>()!.Topic).Distinct()];

    public static (Envelope Envelope, object Message) Read(string envelope)
    {
        var arrived = s_reader.Read(new LogMessage("samples", 0, 1, "sample", Guid.CreateVersion7(), envelope));
        return (arrived!.Envelope, arrived.Message);
    }

    public static object ReadData(string name, string data) => Read(
        $$"""
        {
          "eventId": "{{Guid.CreateVersion7()}}", "eventType": "{{name}}", "aggregateId": "1", "aggregateType": "sample", "eventVersion": 1,
          "eventTime": "2026-03-03T10:00:00Z", "data": {{data}}, "metadata": { "correlationId": "sample" }
        }
        """).Message;

    // As the outbox does it; EnvelopeTests compare with what it writes.
    public static string Write(object message) => JsonSerializer.Serialize(message, message.GetType(), JsonSerializerOptions.Web);

    private static MessageReader Reader()
    {
        var handle = typeof(MessagingBuilder).GetMethod(nameof(MessagingBuilder.Handle))!;
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration["ConnectionStrings:kafka"] = "Host=nowhere";
        builder.AddMessaging("samples", messages =>
        {
            foreach (var type in s_types.Values)
                handle.MakeGenericMethod(type, typeof(Listener<>).MakeGenericType(type)).Invoke(messages, []);
        });
        using var services = builder.Services.BuildServiceProvider();
        return services.GetRequiredService<MessageReader>();
    }

    /// <summary>Makes a message known to the reader; nothing is ever handled.</summary>
    private sealed class Listener<TMessage> : IMessageHandler<TMessage>
        where TMessage : class
    {
        public Task HandleAsync(IReadOnlyList<Received<TMessage>> messages, Session session, CancellationToken ct) => throw new NotSupportedException();
    }
}
