namespace Commerce.Simulation;

/// <summary>The event log: topics in partitions, ordered per key, kept for ever. Who has read how far is each group's own matter.</summary>
internal sealed class EventLog(World world)
{
    public const int Partitions = 4;

    private readonly Dictionary<(string Topic, int Partition), List<SentMessage>> _partitions = [];

    public static int PartitionOf(SentMessage message) => (int)(Fnv.Of(message.OrderId.ToString()) % Partitions);

    public List<SentMessage> Partition(string topic, int partition)
    {
        if (!_partitions.TryGetValue((topic, partition), out var messages))
            _partitions[(topic, partition)] = messages = [];
        return messages;
    }

    public void Append(IEnumerable<SentMessage> messages)
    {
        foreach (var message in messages)
        {
            Partition(message.Contract.Topic, PartitionOf(message)).Add(message);
            world.Count("messages");
        }

        foreach (var service in world.Services)
            service.Subscription.Wake();
    }
}
