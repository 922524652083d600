namespace Commerce.AdminUi;

/// <summary>What one step came to.</summary>
/// <param name="IsLast">Nothing is left to be done.</param>
public sealed record StepResult(IReadOnlyList<BulkResult> Results, bool IsLast);

/// <summary>
/// One action on everything that fits, however much it is: step by step, so that it can be watched and stopped between two steps. It counts all
/// and remembers the first refusals; whoever wants to see more looks at what is left.
/// </summary>
public sealed class SteppedRun(Func<CancellationToken, Task<StepResult>> next)
{
    public const int RefusalsKept = 50;

    private readonly List<BulkResult> _refused = [];

    public event Action? Progressed;

    public bool IsRunning { get; private set; }

    public bool IsFinished { get; private set; }

    public long DoneCount { get; private set; }

    public long RefusedCount { get; private set; }

    public long SeenCount => DoneCount + RefusedCount;

    public IReadOnlyList<BulkResult> Refused => _refused;

    /// <summary>Why it stands still.</summary>
    public Problem? Problem { get; private set; }

    /// <summary>Goes on where it stopped.</summary>
    /// <exception cref="SessionEndedException">The person has to sign in again; what was done is done.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        (IsRunning, Problem) = (true, null);
        try
        {
            while (!stop.IsCancellationRequested && !IsFinished)
            {
                // A step that has begun is finished: half a call would leave nobody knowing.
                Take(await next(CancellationToken.None));
                Progressed?.Invoke();
            }
        }
        catch (GatewayException e)
        {
            Problem = e.Problem;
        }
        finally
        {
            IsRunning = false;
            Progressed?.Invoke();
        }
    }

    private void Take(StepResult step)
    {
        var refused = step.Results.Where(r => !r.IsDone).ToArray();
        (DoneCount, RefusedCount) = (DoneCount + step.Results.Count - refused.Length, RefusedCount + refused.Length);
        _refused.AddRange(refused.Take(RefusalsKept - _refused.Count));
        // A step that found nothing is the last one, whatever it says: the run ends.
        IsFinished = step.IsLast || step.Results.Count == 0;
    }
}
