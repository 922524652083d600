using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

[assembly: AssemblyFixture(typeof(Commerce.Browser.Chromium))]

namespace Commerce.DeveloperDashboard;

/// <summary>A served dashboard and a browser tab on it. Whatever the browser complains about fails the test when the session ends.</summary>
internal sealed class DashboardSession : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly IBrowserContext _context;
    private IAsyncDisposable _server;

    private DashboardSession(SampleMonitor monitor, string url, IAsyncDisposable server, IBrowserContext context, IPage page)
    {
        (Monitor, Url, _server, _context, Page) = (monitor, url, server, context, page);
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && !ExpectsOutage)
                _complaints.Enqueue(message.Text);
        };
        page.PageError += (_, error) => _complaints.Enqueue(error);
    }

    public SampleMonitor Monitor { get; }
    public string Url { get; }
    public IPage Page { get; }
    public bool ExpectsOutage { get; set; }

    public static async Task<DashboardSession> OpenAsync(
        Chromium chromium, string path = "/", SampleMonitor? monitor = null, ColorScheme theme = ColorScheme.Light, int width = 1280, int height = 800)
    {
        var context = await chromium.NewContextAsync(theme, width, height);
        monitor ??= SamplePlatform.Running();
        var url = $"http://127.0.0.1:{FreePort()}";
        var server = await Dashboard.StartAsync(monitor, url, TestContext.Current.CancellationToken);
        var session = new DashboardSession(monitor, url, server, context, await context.NewPageAsync());
        await session.GoToAsync(path);
        return session;
    }

    /// <summary>Opens a page and waits until it answers: what the server rendered first is only a picture.</summary>
    public async Task GoToAsync(string path)
    {
        await Page.GotoAsync(Url + path);
        await Expect(Page.Locator(".theme-switch [aria-pressed=true]")).ToHaveCountAsync(1);
    }

    public ILocator Row(string resource) => Page.Locator($"[data-resource='{resource}']");

    public Task StopServerAsync() => _server.DisposeAsync().AsTask();

    public async Task StartServerAsync() => _server = await Dashboard.StartAsync(Monitor, Url, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        await _server.DisposeAsync();
        Assert.Empty(_complaints);
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
