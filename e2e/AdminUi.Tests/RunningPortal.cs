using Microsoft.AspNetCore.Builder;

namespace Commerce.AdminUi;

/// <summary>A portal that can be stopped and started on the same address.</summary>
internal sealed class RunningPortal(string url, string[] arguments)
{
    private WebApplication? _app;

    public string Url => url;

    public async Task StartAsync()
    {
        _app = PortalApp.Build(arguments);
        await _app.StartAsync();
    }

    /// <summary>At once, as when it is killed: open pages are not told.</summary>
    public async Task StopAsync()
    {
        await _app!.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }
}
