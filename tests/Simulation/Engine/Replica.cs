namespace Commerce.Simulation;

/// <summary>
/// One running copy of a service. What it does are activities that pause wherever the real one waits; when it crashes, all of them
/// end where they stand, and its open transactions are rolled back as the database would.
/// </summary>
internal sealed class Replica(World world, Service service, int number)
{
    private readonly HashSet<Unit> _open = [];
    private int _life;

    public int Number => number;

    public bool IsUp { get; private set; } = true;

    /// <summary>Carries an activity from pause to pause, for as long as this life lasts.</summary>
    public void Run(IEnumerable<TimeSpan> activity) => Continue(activity.GetEnumerator(), _life);

    /// <summary>Whether the process dies at this very point, as the dice have it.</summary>
    public bool CrashesAt(string point)
    {
        if (!world.Faults.Crashes())
            return false;
        Crash(point, world.Faults.Downtime());
        return true;
    }

    public void Crash(string point, TimeSpan downtime)
    {
        if (!IsUp)
            return;
        world.Count("crashes");
        world.Trace.Add($"{service.Name}/{number} crashes: {point}");
        IsUp = false;
        _life++;
        foreach (var unit in _open.ToArray())
            unit.Rollback();
        service.ReplicaDied(this);
        world.Agenda.In(downtime, Start);
    }

    public void Opened(Unit unit) => _open.Add(unit);

    public void Closed(Unit unit) => _open.Remove(unit);

    private void Start()
    {
        IsUp = true;
        world.Trace.Add($"{service.Name}/{number} starts again");
        service.ReplicaStarted(this);
    }

    private void Continue(IEnumerator<TimeSpan> activity, int life)
    {
        if (life != _life)
            return;
        if (activity.MoveNext())
            world.Agenda.In(activity.Current, () => Continue(activity, life));
        else
            activity.Dispose();
    }
}
