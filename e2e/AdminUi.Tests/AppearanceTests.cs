using System.Collections.Concurrent;
using System.Reflection;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;

namespace Commerce.AdminUi;

/// <summary>
/// Every page in both themes at three widths: nothing sticks out, axe finds nothing serious, and a picture is kept to look at. A page is opened
/// once and then turned and resized, in a few tabs at a time.
/// </summary>
public sealed partial class AppearanceTests(PortalHost host, Chromium chromium)
{
    private static readonly string Pictures = Path.Combine(
        typeof(AppearanceTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!,
        "artifacts", "screenshots", "admin-ui");

    // Rules of axe see colours, so both themes, and what is on the page, so a narrow and a wide one; more widths would tell them nothing new.
    private static readonly (ColorScheme Theme, int Width, int Height, bool Axe)[] Screens =
    [
        (ColorScheme.Light, 1600, 900, false), (ColorScheme.Light, 1024, 900, true), (ColorScheme.Light, 360, 740, false),
        (ColorScheme.Dark, 360, 740, true), (ColorScheme.Dark, 1024, 900, false), (ColorScheme.Dark, 1600, 900, false),
    ];

    private static readonly AxeRunOptions OnlyViolations = new() { ResultTypes = [ResultType.Violations] };

    private readonly ConcurrentQueue<string> _flaws = new();

    [Fact]
    public async Task Pages_FitEveryScreen_AndAreAccessible()
    {
        Directory.CreateDirectory(Pictures);
        host.Shop.DeadLetters.Clear();

        await Task.WhenAll(InTabAsync(LookAtSalesAsync), InTabAsync(LookAtPeopleAsync), InTabAsync(LookAtGoodsAsync));

        Assert.Empty(_flaws);
    }

    private async Task InTabAsync(Func<PortalSession, Task> look)
    {
        await using var session = await PortalSession.OpenAsync(host, chromium, "/warehouses");
        await look(session);
    }

    private async Task LookAsync(PortalSession session, string name, bool axe = true)
    {
        var page = session.Page;
        foreach (var (theme, width, height, isWatched) in Screens)
        {
            await page.EmulateMediaAsync(new() { ColorScheme = theme });
            await page.SetViewportSizeAsync(width, height);
            await page.ScreenshotAsync(new() { Path = Path.Combine(Pictures, $"{name}-{theme}-{width}.png".ToLowerInvariant()), Animations = ScreenshotAnimations.Disabled });
            if (await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth") is > 0 and var beyond)
                _flaws.Enqueue($"{name}, {theme}, {width}: {beyond} pixels stick out.");
            if (!axe || !isWatched)
                continue;
            foreach (var violation in (await page.RunAxe(OnlyViolations)).Violations.Where(v => v.Impact is "serious" or "critical"))
                _flaws.Enqueue($"{name}, {theme}, {width}: {violation.Id}: {violation.Help}\n  " + string.Join("\n  ", violation.Nodes.Take(5).Select(n => n.Html)));
        }
    }
}
