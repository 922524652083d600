namespace Commerce.Simulation;

/// <summary>What is going to happen and when. It is also the only clock: time passes from one entry to the next, never in between.</summary>
internal sealed class Agenda(Dice dice) : TimeProvider
{
    public static readonly DateTimeOffset Beginning = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);

    private readonly PriorityQueue<Action, (long At, ulong Tie)> _entries = new();

    public DateTimeOffset Now { get; private set; } = Beginning;

    public int Steps { get; private set; }

    public bool IsEmpty => _entries.Count == 0;

    public override DateTimeOffset GetUtcNow() => Now;

    // Of what happens at the same moment, the dice decide what goes first.
    public void At(DateTimeOffset when, Action action) => _entries.Enqueue(action, (Math.Max(when.Ticks, Now.Ticks), dice.Next()));

    public void In(TimeSpan delay, Action action) => At(Now + delay, action);

    public void Step()
    {
        _entries.TryDequeue(out var action, out var place);
        Now = new DateTimeOffset(place.At, TimeSpan.Zero);
        Steps++;
        action!();
    }
}
