using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Commerce.AdminUi;

/// <summary>A page that asks for what it shows once it stands, and goes on looking for what changes until it is left.</summary>
public abstract class LivePage : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _closed = new();

    [Inject] internal Person Person { get; set; } = null!;
    [Inject] protected TimeProvider Clock { get; set; } = null!;
    [Inject] private IJSRuntime Js { get; set; } = null!;

    /// <summary>Why there is nothing to show, or only what was known before.</summary>
    protected Problem? Failure { get; set; }

    /// <summary>Ends when the page is left.</summary>
    protected CancellationToken Closed => _closed.Token;

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        _closed.Cancel();
        _closed.Dispose();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        await LoadAsync();
        StateHasChanged();
        try
        {
            await WatchAsync(Closed);
        }
        catch (Exception e) when (_closed.IsCancellationRequested && e is OperationCanceledException or JSDisconnectedException)
        {
            // the page was left
        }
    }

    /// <summary>Asks for everything that the page shows.</summary>
    protected abstract Task AskAsync(CancellationToken ct);

    /// <summary>Goes on while the page is open.</summary>
    protected abstract Task WatchAsync(CancellationToken ct);

    protected async Task LoadAsync()
    {
        try
        {
            await AskAsync(Closed);
            Failure = null;
        }
        catch (GatewayException e)
        {
            Failure = e.Problem;
        }
        catch (OperationCanceledException) when (_closed.IsCancellationRequested)
        {
            // the page was left
        }
    }

    /// <summary>Does it again and again while somebody looks at the page: not in a tab that lies behind others.</summary>
    protected async Task EveryAsync(TimeSpan pause, Func<Task> look)
    {
        ArgumentNullException.ThrowIfNull(look);
        using var timer = new PeriodicTimer(pause, Clock);
        while (await timer.WaitForNextTickAsync(Closed))
        {
            if (await Js.IsLookedAtAsync(Clock, Closed))
                await look();
        }
    }
}
