using Microsoft.JSInterop;

namespace Commerce.AdminUi;

/// <summary>The browser tab on the other side of a circuit.</summary>
internal static class Tab
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Whether somebody looks at it: not behind other tabs, and not while the connection is lost.</summary>
    public static async Task<bool> IsLookedAtAsync(this IJSRuntime js, TimeProvider clock, CancellationToken ct)
    {
        try
        {
            // A call that is made while the connection is lost is never answered.
            return await js.InvokeAsync<bool>("portal.isVisible", ct).AsTask().WaitAsync(Patience, clock, ct);
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
