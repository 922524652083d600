namespace Commerce.Simulation;

/// <summary>
/// One transaction: what it writes and publishes becomes true at its commit, all together, or not at all. Conditions are checked at
/// the commit, where the real ones are decided by unique keys and conditional updates.
/// </summary>
internal sealed class Unit
{
    private readonly Service _service;
    private readonly Replica _replica;
    private readonly Dictionary<object, object> _pending = [];
    private readonly List<(Func<bool> Holds, string Otherwise)> _requirements = [];
    private readonly List<Action> _writes = [];
    private readonly List<Action> _afterwards = [];
    private readonly List<SentMessage> _messages = [];
    private List<(long Position, SentMessage Message)> _outbox = [];
    private bool _isOver;

    public Unit(Service service, Replica replica)
    {
        (_service, _replica) = (service, replica);
        replica.Opened(this);
        TransactionId = service.Outbox.Begin(this);
    }

    public ulong TransactionId { get; }

    public string? Conflict { get; private set; }

    public Dictionary<TKey, TRow> Pending<TKey, TRow>(object table)
        where TKey : notnull
    {
        if (!_pending.TryGetValue(table, out var rows))
            _pending[table] = rows = new Dictionary<TKey, TRow>();
        return (Dictionary<TKey, TRow>)rows;
    }

    public void Require(Func<bool> holds, string otherwise) => _requirements.Add((holds, otherwise));

    public void WhenCommitting(Action write) => _writes.Add(write);

    public void WhenCommitted(Action action) => _afterwards.Add(action);

    public void Publish(object message, Guid orderId) => _messages.Add(_service.Outbox.Message(message, orderId));

    /// <summary>Sends the queued writes: positions in the outbox are drawn here, long before anybody may see them.</summary>
    public void Flush()
    {
        if (!_service.World.Guards.OutboxWaitsForCommit)
            _service.World.Log.Append(_messages);
        else
            _outbox = [.. _messages.Select(m => (_service.Outbox.NextPosition(), m))];
    }

    /// <summary>Whether everything became true.</summary>
    public bool Commit()
    {
        Conflict = _requirements.Find(r => !r.Holds()).Otherwise;
        if (Conflict is not null)
        {
            Rollback();
            return false;
        }

        foreach (var write in _writes)
            write();
        _service.Outbox.Commit(_messages, _outbox);
        End();
        foreach (var action in _afterwards)
            action();
        return true;
    }

    public void Rollback()
    {
        if (!_isOver)
            End();
    }

    private void End()
    {
        _isOver = true;
        _replica.Closed(this);
        _service.Outbox.End(this);
        _service.Unlock(this);
    }
}
