using Commerce.Messaging;

namespace Commerce.Simulation;

/// <summary>
/// A service's consumer group: partitions shared out among its replicas, an offset for each. What was received but never committed
/// comes again, to whoever owns the partition then.
/// </summary>
internal sealed class Subscription
{
    private static readonly TimeSpan s_takeover = TimeSpan.FromSeconds(1);

    private readonly World _world;
    private readonly Service _service;
    private readonly List<Share> _shares;
    private readonly Dictionary<Replica, Consumer> _consumers;
    private readonly HashSet<Guid> _aside = [];

    public Subscription(World world, Service service)
    {
        (_world, _service) = (world, service);
        _shares = [.. from topic in service.Topics from partition in Enumerable.Range(0, EventLog.Partitions) select new Share(partition, world.Log.Partition(topic, partition))];
        _consumers = service.Replicas.ToDictionary(r => r, r => new Consumer(world, service, this, r));
        ShareOut();
    }

    public void Wake()
    {
        foreach (var consumer in _consumers.Values)
            consumer.Wake();
    }

    public void Died(Replica replica)
    {
        _consumers[replica].Stopped();
        foreach (var share in _shares.Where(s => s.Owner == replica))
            share.Owner = null;
        _world.Agenda.In(s_takeover, ShareOut);
    }

    public void Started() => _world.Agenda.In(s_takeover, ShareOut);

    /// <summary>The next messages of the partitions that this replica owns, in order per key.</summary>
    public List<Received> Receive(Replica replica)
    {
        var shares = _shares.FindAll(s => s.Owner == replica && s.Position < s.Messages.Count);
        _world.Faults.Dice.Shuffle(shares);
        var batch = new List<Received>();
        foreach (var share in shares)
        {
            var upTo = Math.Min(share.Messages.Count, share.Position + _world.Faults.BatchSize());
            for (; share.Position < upTo; share.Position++)
                batch.Add(new Received(share, share.Position, share.Messages[share.Position]));
        }

        return batch;
    }

    /// <summary>The network swallowed what was on its way: reading begins again after the last committed offset.</summary>
    public void Rewind(Replica replica)
    {
        foreach (var share in _shares.Where(s => s.Owner == replica))
            share.Position = share.Committed;
    }

    /// <summary>Handled and durable. Whoever lost the partition meanwhile has no say any more.</summary>
    public static void Commit(Replica replica, List<Received> batch)
    {
        foreach (var message in batch.Where(m => m.Share.Owner == replica))
            message.Share.Committed = Math.Max(message.Share.Committed, message.Position + 1);
    }

    /// <summary>A message that has had its effect comes once more, to whoever happens to be there.</summary>
    public void Repeat(Received message)
    {
        if (_service.AnyReplica() is { } replica)
            _consumers[replica].Take(message);
    }

    /// <summary>A message left its place in the order: it comes alone, again and again, until it has had its effect.</summary>
    public void SetAside(Received message)
    {
        if (_aside.Add(message.Message.Id))
            _world.Agenda.In(_world.Faults.Redelivery(), () => BringBack(message));
    }

    private void BringBack(Received message)
    {
        if (_service.IsDoneWith(message.Message))
            return;
        Repeat(message);
        _world.Agenda.In(_world.Faults.Redelivery(), () => BringBack(message));
    }

    // Also while the former owner is still busy with what it received: both handle the same messages for a moment.
    private void ShareOut()
    {
        var members = _service.Replicas.Where(r => r.IsUp).ToArray();
        if (members.Length == 0)
            return;
        foreach (var share in _shares)
        {
            var owner = members[share.Partition % members.Length];
            if (owner == share.Owner)
                continue;
            share.Owner = owner;
            share.Position = share.Committed;
        }

        Wake();
    }

    /// <summary>One partition and how far the group is in it.</summary>
    internal sealed class Share(int partition, IReadOnlyList<SentMessage> messages)
    {
        public int Partition => partition;

        public IReadOnlyList<SentMessage> Messages => messages;

        public Replica? Owner { get; set; }

        public int Position { get; set; }

        public int Committed { get; set; }
    }

    /// <summary>A message and where it was read.</summary>
    internal sealed record Received(Share Share, int Position, SentMessage Message)
    {
        public Arrived Arrive() => Message.Arrive(Share.Partition, Position);
    }
}
