using Commerce.Messaging;

namespace Commerce.Simulation;

/// <summary>
/// A service's outbox and its relay. Positions are drawn before their transactions commit, as in the database, so the relay sees
/// gaps; the real <see cref="OutboxCursor"/> decides which of them to wait for.
/// </summary>
internal sealed class Outbox(World world, Service service)
{
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_retry = TimeSpan.FromMilliseconds(500);

    private readonly SortedDictionary<long, SentMessage> _rows = [];
    private readonly SortedDictionary<ulong, Unit> _running = [];
    private long _position;
    private ulong _transaction;
    private long _checkpoint;
    private Replica? _leader;

    /// <summary>Every message whose transaction committed.</summary>
    public List<SentMessage> Committed { get; } = [];

    public ulong Begin(Unit unit)
    {
        _running[++_transaction] = unit;
        return _transaction;
    }

    public void End(Unit unit) => _running.Remove(unit.TransactionId);

    public SentMessage Message(object message, Guid orderId) => SentMessage.Of(world.Ids.NewId(), message, orderId);

    public long NextPosition() => ++_position;

    public void Commit(IReadOnlyList<SentMessage> messages, IReadOnlyList<(long Position, SentMessage Message)> rows)
    {
        Committed.AddRange(messages);
        foreach (var (position, message) in rows)
            _rows[position] = message;
        Wake();
    }

    public void Died(Replica replica)
    {
        if (_leader != replica)
            return;
        _leader = null;
        world.Agenda.In(s_retry, Wake);
    }

    public void Wake()
    {
        if (_leader is not null || service.AnyReplica() is not { } next)
            return;
        _leader = next;
        next.Run(Lead(next));
    }

    // Until there is nothing more to move; the next commit wakes it again.
    private IEnumerable<TimeSpan> Lead(Replica replica)
    {
        var cursor = new OutboxCursor(_checkpoint);
        while (true)
        {
            yield return world.Faults.Latency();
            var oldestRunning = _running.Count > 0 ? _running.First().Key : _transaction + 1;
            var found = _rows.Where(r => r.Key > cursor.Head || (world.Guards.RelayComesBackForGaps && IsInGap(cursor, r.Key))).ToList();
            if (found.Count == 0 && cursor.GapStarts.Length == 0)
                break;
            yield return world.Faults.Latency();
            if (found.Count > 0 && replica.CrashesAt("between commit and publish"))
                yield break;
            world.Log.Append(found.Select(r => r.Value));
            yield return world.Faults.Latency();
            if (found.Count > 0 && replica.CrashesAt("between publish and checkpoint"))
                yield break;
            if (cursor.Saw([.. found.Select(r => r.Key)], oldestRunning))
                cursor.MarkGaps(++_transaction);
            _checkpoint = cursor.Checkpoint;
            foreach (var settled in _rows.Keys.TakeWhile(position => position <= _checkpoint).ToArray())
                _rows.Remove(settled);
            if (found.Count == 0)
                yield return s_poll;
        }

        _leader = null;
    }

    private static bool IsInGap(OutboxCursor cursor, long position)
    {
        var (from, to) = (cursor.GapStarts, cursor.GapEnds);
        for (var i = 0; i < from.Length; i++)
        {
            if (from[i] <= position && position <= to[i])
                return true;
        }

        return false;
    }
}
