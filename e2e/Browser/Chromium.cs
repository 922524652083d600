using Microsoft.Playwright;

namespace Commerce.Browser;

/// <summary>One browser for all tests of an assembly; each test has its own clean context in it.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    private static readonly string? Executable =
        new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (Executable is null)
            return;
        // A machine that builds at the same time is slow, not wrong.
        Assertions.SetDefaultExpectTimeout(20_000);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Executable, Args = Arguments });
    }

    /// <summary>Skips the calling test where there is no browser to drive.</summary>
    /// <param name="storageState">Cookies of a browser that is signed in already.</param>
    public async Task<IBrowserContext> NewContextAsync(ColorScheme theme = ColorScheme.Light, int width = 1280, int height = 800, bool scripts = true, string? storageState = null)
    {
        Assert.SkipWhen(_browser is null, "No chromium on this machine: install it with `apt-get install chromium`.");
        return await _browser.NewContextAsync(new()
        {
            ColorScheme = theme,
            ViewportSize = new() { Width = width, Height = height },
            JavaScriptEnabled = scripts,
            StorageState = storageState,
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
