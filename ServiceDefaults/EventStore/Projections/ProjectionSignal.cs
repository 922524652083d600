namespace Commerce.EventStore;

/// <summary>Wakes those of this process who follow events, right after a commit. Others look now and then.</summary>
internal sealed class ProjectionSignal
{
    private volatile TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends at the next commit. Take it before looking, so that nothing is missed in between.</summary>
    public Task Next => _next.Task;

    public void Ring()
    {
        var rung = _next;
        if (rung.Task.IsCompleted)
            return;
        _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
        rung.TrySetResult();
    }
}
