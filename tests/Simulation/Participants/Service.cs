using Commerce.Messaging;

namespace Commerce.Simulation;

/// <summary>A context as a deployable: two replicas, one database with outbox and inbox, a consumer group.</summary>
internal abstract class Service
{
    private const int ReplicaCount = 2;
    private const int DelayedTries = 3;
    private readonly Table<Guid, object> _inbox = new();
    private readonly Dictionary<Guid, int> _failures = [];
    private Unit? _lockedBy;

    protected Service(World world, string name, params string[] topics)
    {
        (World, Name, Topics) = (world, name, topics);
        Replicas = [.. Enumerable.Range(1, ReplicaCount).Select(number => new Replica(world, this, number))];
        Outbox = new Outbox(world, this);
        Subscription = new Subscription(world, this);
    }

    public World World { get; }

    public string Name { get; }

    public IReadOnlyList<string> Topics { get; }

    public IReadOnlyList<Replica> Replicas { get; }

    public Outbox Outbox { get; }

    public Subscription Subscription { get; }

    /// <summary>How often each message has had its effect here.</summary>
    public Dictionary<Guid, int> Applied { get; } = [];

    public List<SentMessage> DeadLetters { get; } = [];

    protected DateTimeOffset Now => World.Agenda.Now;

    /// <summary>Whether its transactions lock the rows they decide on; they then follow one another.</summary>
    protected virtual bool LocksRows => false;

    public abstract bool Listens(Type message);

    /// <summary>Handles messages of one type and of different orders, inside a transaction.</summary>
    /// <exception cref="InvalidOperationException">A message cannot be handled.</exception>
    public abstract void Handle(Unit unit, IReadOnlyList<object> wave);

    public Replica? AnyReplica()
    {
        var up = Replicas.Where(r => r.IsUp).ToArray();
        return up.Length == 0 ? null : World.Faults.Dice.Pick(up);
    }

    // One lock for all rows: what finer locks allow comes to the same as some order of whole transactions.
    public bool TryLock(Unit unit)
    {
        if (!LocksRows)
            return true;
        _lockedBy ??= unit;
        return _lockedBy == unit;
    }

    public void Unlock(Unit unit)
    {
        if (_lockedBy == unit)
            _lockedBy = null;
    }

    /// <summary>The messages that this service listens to and has not handled yet; a duplicate within the batch is taken once.</summary>
    public List<Arrived> Claim(Unit unit, List<Arrived> batch)
    {
        var fresh = new List<Arrived>();
        foreach (var arrived in batch.Where(a => Listens(a.Message.GetType())))
        {
            var id = arrived.Envelope.EventId;
            if (World.Guards.InboxRemembers)
            {
                if (_inbox.Find(unit, id) is not null)
                {
                    World.Count("duplicates");
                    continue;
                }

                _inbox.Insert(unit, id, arrived.Message);
            }

            unit.WhenCommitting(() => Applied[id] = Applied.GetValueOrDefault(id) + 1);
            fresh.Add(arrived);
        }

        return fresh;
    }

    /// <summary>
    /// A message that failed alone rests and is tried again while the others go on. After the last try it is a dead letter; where keys may
    /// lose their order, staff replay it until it succeeds.
    /// </summary>
    public void SetAside(Subscription.Received message)
    {
        var id = message.Message.Id;
        World.Trace.Add($"{Name} sets aside {message.Message.Describe(World.Trace)}");
        World.Count("set aside");
        if (_failures.GetValueOrDefault(id) == DelayedTries && !World.Settings.Disorder)
            DeadLetters.Add(message.Message);
        _failures[id] = _failures.GetValueOrDefault(id) + 1;
        Subscription.SetAside(message);
    }

    /// <summary>Whether nobody tries the message any more, because it had its effect or never will.</summary>
    public bool IsDoneWith(SentMessage message) => _inbox[message.Id] is not null || DeadLetters.Contains(message);

    public void ReplicaDied(Replica replica)
    {
        Outbox.Died(replica);
        Subscription.Died(replica);
        World.Agenda.In(World.Faults.Latency(), Resume);
    }

    public void ReplicaStarted(Replica replica)
    {
        Subscription.Started();
        Outbox.Wake();
        Resume();
    }

    /// <summary>A replica is gone or back: what was only in its head begins again from what is committed.</summary>
    protected abstract void Resume();
}
