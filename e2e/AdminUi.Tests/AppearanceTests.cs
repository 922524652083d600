using System.Collections.Concurrent;
using System.Reflection;
using Deque.AxeCore.Commons;

namespace Commerce.AdminUi;

/// <summary>
/// Every page in both themes at three widths: nothing sticks out, axe finds nothing serious, and a picture is kept to look at. A page is opened
/// once and then turned and resized, in a few tabs at a time.
/// </summary>
public sealed partial class AppearanceTests(PortalHost host, Chromium chromium)
{
    // Asked for violations alone, and told of them in a few words: all else that axe has to say costs more than its looking.
    private const string SeriousViolations = """
        async () => (await axe.run(document, { resultTypes: ["violations"] })).violations
            .filter(v => v.impact === "serious" || v.impact === "critical")
            .map(v => `${v.id}: ${v.help}\n  ${v.nodes.slice(0, 5).map(n => n.html).join("\n  ")}`)
        """;

    private static readonly string Root =
        typeof(AppearanceTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;

    private static readonly string Pictures = Path.Combine(Root, "artifacts", "screenshots", "admin-ui");

    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    // Rules of axe see colours, so both themes, and what is on the page, so a narrow and a wide one; more widths would tell them nothing new.
    private static readonly (ColorScheme Theme, int Width, int Height, bool IsWatched)[] Screens =
    [
        (ColorScheme.Light, 1600, 900, false), (ColorScheme.Light, 1024, 900, true), (ColorScheme.Light, 360, 740, false),
        (ColorScheme.Dark, 360, 740, true), (ColorScheme.Dark, 1024, 900, false), (ColorScheme.Dark, 1600, 900, false),
    ];

    private readonly ConcurrentQueue<string> _flaws = new();

    [Fact]
    public async Task Pages_FitEveryScreen_AndAreAccessible()
    {
        Directory.CreateDirectory(Pictures);
        host.Shop.DeadLetters.Clear();

        await Task.WhenAll(InTabAsync(LookAtSalesAsync), InTabAsync(LookAtPeopleAsync), InTabAsync(LookAtGoodsAsync));

        await foreach (var flaw in new StaffGuide(Root, Pictures).FlawsAsync(chromium))
            _flaws.Enqueue(flaw);
        Assert.True(_flaws.IsEmpty, string.Join("\n", _flaws));
    }

    private async Task InTabAsync(Func<PortalSession, Task> look)
    {
        await using var session = await PortalSession.OpenAsync(host, chromium, "/warehouses");
        await look(session);
    }

    private async Task LookAsync(PortalSession session, string name, bool axe = true)
    {
        var page = session.Page;
        if (axe)
            await page.EvaluateAsync(Axe);
        foreach (var (theme, width, height, isWatched) in Screens)
        {
            // What moves is not what it looks like.
            await page.EmulateMediaAsync(new() { ColorScheme = theme, ReducedMotion = ReducedMotion.Reduce });
            await page.SetViewportSizeAsync(width, height);
            await page.ScreenshotAsync(new() { Path = Path.Combine(Pictures, $"{name}-{theme}-{width}.png".ToLowerInvariant()), Animations = ScreenshotAnimations.Disabled });
            if (await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth") is > 0 and var beyond)
                _flaws.Enqueue($"{name}, {theme}, {width}: {beyond} pixels stick out.");
            foreach (var violation in axe && isWatched ? await page.EvaluateAsync<string[]>(SeriousViolations) : [])
                _flaws.Enqueue($"{name}, {theme}, {width}: {violation}");
        }
    }
}
