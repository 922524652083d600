using System.Collections.Concurrent;

namespace Commerce.AdminUi;

/// <summary>A browser tab of somebody who is signed in. Whatever the browser complains about fails the test when the session ends.</summary>
internal sealed class PortalSession : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly string _url;

    private PortalSession(string url, IBrowserContext context, IPage page)
    {
        (_url, Context, Page) = (url, context, page);
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && !ExpectsOutage)
                _complaints.Enqueue(message.Text);
        };
        page.PageError += (_, error) =>
        {
            if (!ExpectsOutage)
                _complaints.Enqueue(error);
        };
    }

    public IBrowserContext Context { get; }

    public IPage Page { get; }

    public bool ExpectsOutage { get; set; }

    public static async Task<PortalSession> OpenAsync(
        PortalHost host, Chromium chromium, string path, string role = "owner", ColorScheme theme = ColorScheme.Light, int width = 1280, int height = 850, string? portal = null)
    {
        var context = await chromium.NewContextAsync(theme, width, height, storageState: await host.CookiesOfAsync(chromium, role));
        var session = new PortalSession(portal ?? host.Url, context, await context.NewPageAsync());
        await session.GoToAsync(path);
        return session;
    }

    /// <summary>Opens a page and waits until it is connected and knows who looks at it.</summary>
    public async Task GoToAsync(string path)
    {
        await Page.GotoAsync(_url + path);
        await Expect(Page.Locator("[data-ready]")).ToBeVisibleAsync();
    }

    /// <summary>What the portal answers to this browser, without a page.</summary>
    public Task<IAPIResponse> FetchAsync(string path) => Context.APIRequest.GetAsync(_url + path);

    public ILocator Row(Guid order) => Page.Locator($"tr[data-row='{order}']");

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public ILocator Link(string name) => Page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true });

    public async ValueTask DisposeAsync()
    {
        await Context.DisposeAsync();
        Assert.True(_complaints.IsEmpty, string.Join('\n', _complaints));
    }
}
