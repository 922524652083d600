using System.Reflection;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;

namespace Commerce.DeveloperDashboard;

/// <summary>Every page in both themes at every width: nothing sticks out, axe finds nothing serious, and a picture is kept to look at.</summary>
public sealed class AppearanceTests(Chromium chromium)
{
    private static readonly string Pictures = Path.Combine(
        typeof(AppearanceTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!,
        "artifacts", "screenshots", "dashboard");

    public static TheoryData<string, string, ColorScheme, int> Views()
    {
        var views = new TheoryData<string, string, ColorScheme, int>();
        (string Name, string Path)[] pages =
        [
            ("resources", "/"), ("details", "/?resource=ordering"), ("no-match", "/?q=nothing"), ("logs", "/logs/ordering"), ("choose", "/logs"),
        ];
        foreach (var (name, path) in pages)
        {
            foreach (var theme in new[] { ColorScheme.Light, ColorScheme.Dark })
            {
                foreach (var width in new[] { 360, 1024, 1600 })
                    views.Add(name, path, theme, width);
            }
        }

        return views;
    }

    [Theory]
    [MemberData(nameof(Views))]
    public async Task Page_FitsTheScreen_AndIsAccessible(string name, string path, ColorScheme theme, int width)
    {
        await using var session = await DashboardSession.OpenAsync(chromium, path, theme: theme, width: width, height: width == 360 ? 740 : 900);
        if (name == "logs")
        {
            await session.Page.Locator(".row.error .toggle").First.ClickAsync();
            await Expect(session.Page.Locator(".details")).ToBeVisibleAsync();
        }

        Directory.CreateDirectory(Pictures);
        await session.Page.ScreenshotAsync(new()
        {
            Path = Path.Combine(Pictures, $"{name}-{theme}-{width}.png".ToLowerInvariant()),
            Animations = ScreenshotAnimations.Disabled,
        });

        var overflow = await session.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.Equal(0, overflow);
        var serious = (await session.Page.RunAxe()).Violations.Where(v => v.Impact is "serious" or "critical").Select(Describe);
        Assert.Empty(serious);
    }

    private static string Describe(AxeResultItem violation) =>
        $"{violation.Id}: {violation.Help}\n  " + string.Join("\n  ", violation.Nodes.Take(5).Select(n => n.Html));
}
