using System.Reflection;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Commerce.Identity;

/// <summary>Every page in both themes, on a phone and on a desk: nothing sticks out, axe finds nothing, and a picture is kept to look at.</summary>
public sealed class AppearanceTests(IdentityHost host, Chromium chromium) : IClassFixture<IdentityHost>
{
    private static readonly string Pictures = Path.Combine(
        typeof(AppearanceTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!,
        "artifacts", "screenshots", "sign-in");

    [Theory]
    [InlineData(ColorScheme.Light, 360)]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 360)]
    [InlineData(ColorScheme.Dark, 1280)]
    public async Task Pages_FitTheScreen_AndAreAccessible(ColorScheme theme, int width)
    {
        var clerk = await host.SignedInAsync("support");
        await using var application = await Application.StartAsync(host, firstParty: false, "Price Watcher of Llanfairpwllgwyngyll & Sons");
        await using var context = await chromium.NewContextAsync(theme, width, width == 360 ? 740 : 900);
        var page = await context.NewPageAsync();
        async Task LookAsync(string name)
        {
            Directory.CreateDirectory(Pictures);
            await PictureAsync(page, Path.Combine(Pictures, $"{name}-{theme}-{width}.png".ToLowerInvariant()));
            Assert.Equal(0, await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"));
            Assert.Empty((await page.RunAxe()).Violations.Select(v => $"{name}: {Describe(v)}"));
        }

        await page.GotoAsync(application.Url);
        await LookAsync("sign-in");
        await page.GetByLabel("E-mail address").FillAsync(clerk.Email);
        await page.GetByLabel("Password").FillAsync("not the right password");
        await page.GetByRole(AriaRole.Button).First.ClickAsync();
        await LookAsync("sign-in-refused");
        await page.GetByLabel("Password").FillAsync(IdentityHost.Password);
        await page.GetByRole(AriaRole.Button).First.ClickAsync();
        await LookAsync("second-factor");
        await page.GetByLabel("Code").FillAsync(host.CodeOf(clerk.Id, stepsAhead: 1));
        await page.GetByRole(AriaRole.Button).First.ClickAsync();
        await LookAsync("consent");
        await page.GotoAsync($"{host.Authority}/protocol/openid-connect/auth?client_id=nobody");
        await LookAsync("error");
        await page.GotoAsync($"{host.Authority}/protocol/openid-connect/logout");
        await LookAsync("sign-out");
        await page.GetByRole(AriaRole.Button).First.ClickAsync();
        await LookAsync("signed-out");
    }

    // A picture is for people to look at: a browser that cannot draw one on a busy machine has shown no fault of the page.
    private static async Task PictureAsync(IPage page, string path)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await page.ScreenshotAsync(new() { Path = path, Animations = ScreenshotAnimations.Disabled });
                return;
            }
            catch (PlaywrightException) when (attempt < 3)
            {
                await Task.Delay(TimeSpan.FromSeconds(1));
            }
        }
    }

    private static string Describe(AxeResultItem violation) =>
        $"{violation.Id}: {violation.Help}\n  " + string.Join("\n  ", violation.Nodes.Take(5).Select(n => n.Html));
}
