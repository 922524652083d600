using System.Reflection;
using System.Text.Json.Nodes;
using Commerce.Data;
using Commerce.Kernel;
using Commerce.Messaging;
using Commerce.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Commerce.ContractsTests;

/// <summary>Whole messages, as they lie in the outbox and travel on the log.</summary>
public sealed class EnvelopeTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    public static TheoryData<string> Topics => [.. Messages.Topics.Order(StringComparer.Ordinal)];

    [Fact]
    public void EverySample_IsOfATopic() => Assert.Equal(Messages.Topics.Order(), Sample.In("Envelopes").Select(s => s.Name).Order());

    [Theory, MemberData(nameof(Topics))]
    public async Task Sample_IsReadAndPublishedAgainAsItWas(string topic)
    {
        var sample = Assert.Single(Sample.Of("Envelopes", topic));
        var (envelope, message) = Messages.Read(sample.Text);
        var type = Messages.Types[envelope.EventType];
        Assert.Equal(topic, TopicOf(type));
        SampleCheck.AssertNone(SampleCheck.RoundTrip(sample.Json["data"]!.AsObject(), type, _ => message, Messages.Write));

        var again = await PublishAsync(envelope, message);

        Assert.Equal(7, again["eventId"]!.GetValue<Guid>().Version);
        again["eventId"] = envelope.EventId.ToString();
        Assert.True(JsonNode.DeepEquals(sample.Json, again), $"Written today: {again}\nSamples/{sample.Path}: {sample.Json}");
    }

    private async Task<JsonObject> PublishAsync(Envelope envelope, object message)
    {
        var clock = new ManualClock();
        clock.Advance(envelope.EventTime - clock.GetUtcNow());
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration["ConnectionStrings:kafka"] = "Host=nowhere";
        builder.Services.AddSingleton<TimeProvider>(clock).AddSingleton(database.Source).AddSingleton<SessionFactory>();
        builder.AddMessaging("samples", _ => { });
        var services = builder.Services.BuildServiceProvider(); // not disposed: the fixture owns the database's source
        await SqlMigrations.ApplyAsync(database.Source, services.GetServices<MigrationSource>(), CancellationToken.None);

        var metadata = envelope.Metadata;
        await using var session = services.GetRequiredService<SessionFactory>()
            .Open(new RequestContext(metadata.CorrelationId, metadata.CausationId, metadata.UserId, metadata.TraceParent));
        session.Publish(message, envelope.AggregateId);
        await session.CommitAsync(CancellationToken.None);
        var written = await database.ScalarAsync<string>(
            "SELECT envelope FROM outbox WHERE topic = $1 AND key = $2", TopicOf(message.GetType()), envelope.AggregateId);
        return JsonNode.Parse(written!)!.AsObject();
    }

    private static string TopicOf(Type message) => message.GetCustomAttribute<MessageAttribute>()!.Topic;
}
