using Commerce.Messaging;

namespace Commerce.Simulation;

/// <summary>
/// Receives, handles, commits, like the real consumer: a batch in one transaction with its inbox rows, in waves; what fails together
/// is tried alone, and what fails alone is set aside.
/// </summary>
internal sealed class Consumer(World world, Service service, Subscription subscription, Replica replica)
{
    private const int AttemptsTogether = 3;
    private const int AttemptsAlone = 3;
    private const int AttemptsAgainstRaces = 12;

    private bool _isBusy;

    public void Wake()
    {
        if (_isBusy || !replica.IsUp)
            return;
        _isBusy = true;
        replica.Run(Consume());
    }

    public void Stopped() => _isBusy = false;

    public void Take(Subscription.Received message) => replica.Run(Apply([message]));

    private IEnumerable<TimeSpan> Consume()
    {
        yield return world.Faults.Delivery();
        while (subscription.Receive(replica) is { Count: > 0 } batch)
        {
            if (world.Faults.Loses())
            {
                world.Count("lost batches");
                subscription.Rewind(replica);
                yield return world.Faults.Redelivery();
                continue;
            }

            foreach (var pause in Apply(Disturb(batch)))
                yield return pause;
            if (replica.CrashesAt("between handling and offset"))
                yield break;
            Subscription.Commit(replica, batch);
            foreach (var message in batch.Where(_ => world.Faults.Duplicates()))
                world.Agenda.In(world.Faults.Redelivery(), () => subscription.Repeat(message));
            yield return world.Faults.Delivery();
        }

        _isBusy = false;
    }

    // Only where keys may lose their order: some messages stay behind and come later, the others in any order.
    private List<Subscription.Received> Disturb(List<Subscription.Received> batch)
    {
        if (!world.Settings.Disorder)
            return batch;
        var now = batch.FindAll(_ => !world.Faults.Loses());
        foreach (var late in batch.Except(now))
            subscription.SetAside(late);
        world.Faults.Dice.Shuffle(now);
        return now;
    }

    private IEnumerable<TimeSpan> Apply(List<Subscription.Received> batch)
    {
        var result = Attempted.Failed;
        for (var attempt = 1; attempt <= AttemptsTogether && batch.Count > 0; attempt++)
        {
            foreach (var pause in TryApply(batch, r => result = r))
                yield return pause;
            if (result == Attempted.Done)
                yield break;
            yield return world.Faults.Backoff();
            if (result == Attempted.Failed)
                break;
        }

        foreach (var message in batch)
        {
            foreach (var pause in ApplyAlone(message))
                yield return pause;
        }
    }

    private IEnumerable<TimeSpan> ApplyAlone(Subscription.Received message)
    {
        var result = Attempted.Failed;
        for (var attempt = 1; attempt <= (result == Attempted.Raced ? AttemptsAgainstRaces : AttemptsAlone); attempt++)
        {
            foreach (var pause in TryApply([message], r => result = r))
                yield return pause;
            if (result == Attempted.Done)
                yield break;
            yield return world.Faults.Backoff();
        }

        service.SetAside(message);
    }

    private IEnumerable<TimeSpan> TryApply(List<Subscription.Received> batch, Action<Attempted> finish)
    {
        var unit = new Unit(service, replica);
        while (!service.TryLock(unit))
            yield return world.Faults.Latency();
        var fresh = service.Claim(unit, batch.ConvertAll(m => m.Arrive()));
        var failure = Handle(unit, fresh);
        unit.Flush();
        yield return world.Faults.Latency();
        if (replica.CrashesAt("between handling and commit"))
            yield break;
        if (failure is not null)
            unit.Rollback();
        else if (unit.Commit())
            world.Trace.Add($"{service.Name}/{replica.Number} handled {string.Join(", ", fresh.Select(a => $"{a.Message.GetType().Name} of {world.Trace.NameOf(Guid.Parse(a.Source.Key))}"))}"
                + (fresh.Count < batch.Count ? $" ({batch.Count - fresh.Count} repeated)" : ""));
        else
            world.Count("conflicts");
        if (failure is not null || unit.Conflict is not null)
            world.Trace.Add($"{service.Name}/{replica.Number} could not: {failure ?? unit.Conflict}");
        finish(failure is not null ? Attempted.Failed : unit.Conflict is null ? Attempted.Done : Attempted.Raced);
    }

    private string? Handle(Unit unit, List<Arrived> fresh)
    {
        try
        {
            foreach (var wave in Waves.Of(fresh))
                service.Handle(unit, wave.ConvertAll(a => a.Message));
            return null;
        }
        catch (InvalidOperationException refused)
        {
            return refused.Message;
        }
    }

    private enum Attempted
    {
        Done,
        Raced,
        Failed,
    }
}
