using System.Globalization;
using Confluent.Kafka;
using Microsoft.Extensions.Configuration;

namespace Commerce.Messaging;

/// <summary>Where Kafka is, and how its topics are made.</summary>
internal sealed record KafkaSettings(string Brokers)
{
    /// <summary>Room for the largest envelope; a record beyond it is refused before anything is sent.</summary>
    public const int LargestRecord = 8 * 1024 * 1024;

    /// <summary>Partitions of a topic that this platform creates. A topic that exists keeps its own.</summary>
    public int Partitions { get; init; } = PostgresEventLog.Partitions;

    /// <summary>Copies of each partition; -1 leaves it to the brokers.</summary>
    public short Replication { get; init; } = -1;

    /// <summary>How long a member may be silent before its partitions go to others.</summary>
    public TimeSpan SessionTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Says goodbye when a subscription ends. Without it the group finds out by the session timeout, as when a process is killed.</summary>
    public bool LeavesGroup { get; init; } = true;

    /// <summary>Further settings of librdkafka, such as <c>security.protocol</c>. They cannot weaken the guarantees.</summary>
    public IReadOnlyDictionary<string, string> Client { get; init; } = new Dictionary<string, string>();

    /// <param name="brokers"><c>host:port</c>, several separated by commas.</param>
    /// <exception cref="InvalidOperationException">That is not a list of brokers, or a setting cannot be read.</exception>
    public static KafkaSettings Read(string brokers, IConfiguration section)
    {
        var settings = new KafkaSettings(string.Join(',', brokers.Split(',').Select(Broker)))
        {
            Client = section.GetSection("Client").GetChildren().ToDictionary(setting => setting.Key, setting => setting.Value ?? ""),
        };
        return settings with
        {
            Partitions = Number(section, nameof(Partitions), settings.Partitions),
            Replication = (short)Number(section, nameof(Replication), settings.Replication),
        };
    }

    public AdminClientConfig Admin() => Common<AdminClientConfig>();

    public ProducerConfig Producer()
    {
        var config = Common<ProducerConfig>();
        config.EnableIdempotence = true;
        config.Acks = Acks.All;
        config.MaxInFlight = 5;
        // A message that is given up must take everything behind it along, or a later message of its key would overtake it:
        // nothing times out on its own (0 is "never"), and what a broker refuses for good stops the producer.
        config.EnableGaplessGuarantee = true;
        config.MessageTimeoutMs = 0;
        config.Partitioner = Partitioner.Murmur2Random; // the Java clients' choice, so that a key is in one partition whoever writes it
        config.MessageMaxBytes = LargestRecord;
        config.LingerMs = 1; // an append hands over all it has at once; waiting longer for company would only delay it
        config.DeliveryReportFields = "status";
        return config;
    }

    public ConsumerConfig Consumer(string group)
    {
        var config = Common<ConsumerConfig>();
        config.GroupId = group;
        config.AutoOffsetReset = AutoOffsetReset.Earliest;
        config.PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky;
        // Only what CommitAsync has stored is committed: five times a second, when a partition is handed over, and at the end.
        config.EnableAutoOffsetStore = false;
        config.EnableAutoCommit = true;
        config.AutoCommitIntervalMs = 200;
        config.SessionTimeoutMs = (int)SessionTimeout.TotalMilliseconds;
        config.HeartbeatIntervalMs = (int)SessionTimeout.TotalMilliseconds / 5;
        config.AllowAutoCreateTopics = false;
        config.CheckCrcs = true;
        config.ConsumeResultFields = "headers,topic";
        return config;
    }

    /// <summary>A client that looks at a group's offsets and never joins it.</summary>
    public ConsumerConfig Onlooker(string group)
    {
        var config = Consumer(group);
        config.EnableAutoCommit = false;
        config.QueuedMaxMessagesKbytes = 1024; // a first message of each partition is all it reads
        config.ConsumeResultFields = "timestamp,topic";
        return config;
    }

    private static string Broker(string entry)
    {
        var broker = entry.Trim();
        var colon = broker.LastIndexOf(':');
        var port = colon < 0 || (int.TryParse(broker.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 65536);
        return port && colon != 0 && broker.Length > 0 && !broker.Contains('=', StringComparison.Ordinal) && !broker.Contains(' ', StringComparison.Ordinal)
            ? broker
            : throw new InvalidOperationException(
                "The connection string 'kafka' is neither a list of brokers (host:port, separated by commas) nor a PostgreSQL database (Host=…).");
    }

    private static int Number(IConfiguration section, string name, int otherwise) => section[name] switch
    {
        null => otherwise,
        var text when int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number is > 0 or -1 => number,
        var text => throw new InvalidOperationException($"Kafka:{name} is '{text}', which is no number of {name.ToLowerInvariant()}."),
    };

    private T Common<T>()
        where T : ClientConfig, new()
    {
        var config = new T();
        foreach (var (name, value) in Client)
            config.Set(name, value);
        config.BootstrapServers = Brokers;
        config.ClientId = "commerce";
        config.SocketTimeoutMs = 15_000;
        config.SocketConnectionSetupTimeoutMs = 5_000;
        config.SocketKeepaliveEnable = true;
        config.ReconnectBackoffMs = 100;
        config.ReconnectBackoffMaxMs = 2_000; // brokers that come back are found at once
        config.LogConnectionClose = false;
        return config;
    }
}
