using Commerce.Messaging;
using Confluent.Kafka;

namespace Commerce.Cli;

/// <summary>How many messages a second travel from a committed outbox through the event log into another service's tables.</summary>
internal static class MessageBench
{
    private const int Rounds = 3;
    private const int Messages = 50_000;
    private const int Writers = 8;
    private const int PerTransaction = 50;
    private const int Accounts = 1_000;
    private const double PostgresGoal = 10_000;
    private const double KafkaGoal = 50_000;
    private static readonly string Note = string.Concat(Enumerable.Repeat("forty-two ", 15));

    public static async Task<IReadOnlyList<Figure>> RunAsync(RunningShop shop, TimeSpan window, CancellationToken ct)
    {
        var server = shop.Database("postgres");
        var figures = new List<Figure>();
        await using (var log = await BenchDatabase.CreateAsync(server, "bench_log", ct))
            figures.AddRange(await TravelAsync(server, log.Address.ConnectionString, "PostgreSQL", PostgresGoal, ct));
        if (shop.Brokers is not { } brokers)
            return [.. figures, new("messages over Kafka", "skipped: the platform runs without Kafka", $"≥ {KafkaGoal:N0}/s consumed")];

        try
        {
            figures.AddRange(await TravelAsync(server, brokers, "Kafka", goal: null, ct));
            figures.Add(await ConsumeAsync(server, brokers, ct));
        }
        finally
        {
            await ForgetAsync(brokers);
        }

        return figures;
    }

    // All is committed before the relay and the consumer begin: what is measured is how fast they are, not how fast somebody writes.
    private static async Task<IReadOnlyList<Figure>> TravelAsync(string server, string eventLog, string transport, double? goal, CancellationToken ct)
    {
        var (written, travelled) = (new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            await using var sender = await BenchService.CreateAsync(server, "bench_sender", eventLog, _ => { }, ct);
            await using var receiver = await BenchService.CreateAsync(server, "bench_receiver", eventLog, m => m.Handle<BenchNotedV1, NoteDown>(), ct);
            var began = TimeProvider.System.GetTimestamp();
            await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => PublishAsync(sender, writer, ct)));
            written.Add(Messages / TimeProvider.System.GetElapsedTime(began).TotalSeconds);

            began = TimeProvider.System.GetTimestamp();
            await receiver.StartAsync(ct);
            await sender.StartAsync(ct);
            while (receiver.Tally.Count < Messages || await receiver.Database.CountAsync("notes", ct) < Messages)
                await Task.Delay(10, ct);
            travelled.Add(Messages / TimeProvider.System.GetElapsedTime(began).TotalSeconds);
        }

        var rate = new Sampled(travelled).At(50);
        return
        [
            new($"outbox → consumer over {transport}", $"{rate:N0} messages/s, median of {Rounds}", goal is null ? "" : $"≥ {goal:N0}/s", goal is null ? null : rate >= goal),
            new("    committed to the outbox before", $"{new Sampled(written).At(50):N0} messages/s, {PerTransaction} in a transaction"),
        ];
    }

    private static async Task PublishAsync(BenchService sender, int writer, CancellationToken ct)
    {
        for (var number = 0; number < Messages / Writers; number += PerTransaction)
        {
            await using var session = sender.OpenSession();
            for (var i = number; i < number + PerTransaction; i++)
            {
                var account = AccountOf((writer * 31) + i);
                session.Publish(new BenchNotedV1(account, i, Note), account.ToString());
            }

            await session.CommitAsync(ct);
        }
    }

    private static async Task<Figure> ConsumeAsync(string server, string brokers, CancellationToken ct)
    {
        await using var service = await BenchService.CreateAsync(server, "bench_reader", brokers, _ => { }, ct);
        var rates = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            await using var subscription = service.Log.Subscribe($"bench-{Guid.CreateVersion7():N}", [BenchNotedV1.Topic]);
            var first = await ReadAsync(subscription, ct); // the group has come together
            var began = TimeProvider.System.GetTimestamp();
            var read = 0;
            while (first + read < Rounds * Messages)
                read += await ReadAsync(subscription, ct);
            rates.Add(read / TimeProvider.System.GetElapsedTime(began).TotalSeconds);
        }

        var rate = new Sampled(rates).At(50);
        return new("consumed from Kafka, committing each batch", $"{rate:N0} messages/s, median of {Rounds}", $"≥ {KafkaGoal:N0}/s", rate >= KafkaGoal);
    }

    private static async Task<int> ReadAsync(ILogSubscription subscription, CancellationToken ct)
    {
        var messages = await subscription.ReceiveAsync(512, ct);
        await subscription.CommitAsync(messages, ct);
        return messages.Count;
    }

    // Nobody else may find these messages: ./commerce verify would ask who sent them.
    private static async Task ForgetAsync(string brokers)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = brokers }).SetLogHandler((_, _) => { }).Build();
        await admin.DeleteTopicsAsync([BenchNotedV1.Topic]);
    }

    private static Guid AccountOf(int number) => new(number % Accounts, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]);
}
