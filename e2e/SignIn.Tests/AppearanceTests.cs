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
        Task LookAsync(string name) => AppearanceTests.LookAsync(page, theme, width, name);

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
        await LookAtPasskeysAsync(page, application, clerk, LookAsync);
        await LookAtTheWayToANewPasswordAsync(page, application, clerk, LookAsync);
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 360)]
    public async Task PagesOfCodesThatAreSent_FitTheScreen_AndAreAccessible(ColorScheme theme, int width)
    {
        var ada = await host.WithCodesAsync(FactorMethods.Sms);
        await host.Database.ExecuteAsync(
            "INSERT INTO second_factors (id, user_id, method, created_at, confirmed_at) VALUES ($1, $2, 'email', now(), now())", Guid.CreateVersion7(), ada.Id);
        await using var application = await Application.StartAsync(host, firstParty: true, "The Shop");
        await using var context = await chromium.NewContextAsync(theme, width, width == 360 ? 740 : 900);
        var page = await context.NewPageAsync();
        await page.GotoAsync(application.Url);
        await page.GetByLabel("E-mail address").FillAsync(ada.Person.Email);
        await page.GetByLabel("Password").FillAsync(IdentityHost.Password);
        await page.GetByRole(AriaRole.Button).First.ClickAsync();
        await LookAsync(page, theme, width, "code-choice");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send me a code" }).ClickAsync();
        await LookAsync(page, theme, width, "code-sent");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send another code" }).ClickAsync();
        await LookAsync(page, theme, width, "code-sent-too-often");
    }

    private async Task LookAtPasskeysAsync(IPage page, Application application, SignedInPerson clerk, Func<string, Task> lookAsync)
    {
        var shopper = await host.SignedInAsync();
        await host.Database.ExecuteAsync(
            """
            INSERT INTO passkeys (id, user_id, credential_id, public_key, name, sign_count, transports, backup_eligible, backed_up, created_at)
            SELECT gen_random_uuid(), id, uuid_send(gen_random_uuid()), '\x00', 'Elsewhere', 0, '{}', false, false, now() FROM users WHERE id IN ($1, $2)
            """,
            clerk.Id, shopper.Id);
        await host.Database.ExecuteAsync("INSERT INTO recovery_codes (user_id, hash, created_at) VALUES ($1, '\\x00', now())", shopper.Id);
        foreach (var (person, name) in new[] { (shopper, "second-factor-passkey"), (clerk, "second-factor-both") })
        {
            await page.GotoAsync(application.Url);
            await page.GetByLabel("E-mail address").FillAsync(person.Email);
            await page.GetByLabel("Password").FillAsync(IdentityHost.Password);
            await page.GetByRole(AriaRole.Button).First.ClickAsync();
            await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey" })).ToBeVisibleAsync();
            await lookAsync(name);
        }
    }

    private async Task LookAtTheWayToANewPasswordAsync(IPage page, Application application, SignedInPerson clerk, Func<string, Task> lookAsync)
    {
        await page.GotoAsync(application.Url);
        await page.GetByRole(AriaRole.Link, new() { Name = "Forgot your password?" }).ClickAsync();
        await lookAsync("forgot-password");
        await page.GetByLabel("E-mail address").FillAsync(clerk.Email);
        await page.GetByRole(AriaRole.Button).First.ClickAsync();
        await lookAsync("forgot-password-sent");
        var mail = await host.MailAsync(clerk.Id, "reset-password");
        await page.GotoAsync(mail!.Text.Split(' ', '\n').Single(word => word.StartsWith("http", StringComparison.Ordinal)));
        await lookAsync("new-password");
        await page.GetByLabel("New password").FillAsync("short");
        await page.GetByLabel("The same once more").FillAsync("short");
        await page.GetByRole(AriaRole.Button).First.ClickAsync();
        await lookAsync("new-password-refused");
        await page.GetByLabel("New password").FillAsync("five quite other words here");
        await page.GetByLabel("The same once more").FillAsync("five quite other words here");
        await page.GetByRole(AriaRole.Button).First.ClickAsync();
        await lookAsync("new-password-done");
        await page.GotoAsync($"{host.Authority}/new-password?token=used");
        await lookAsync("new-password-bad-link");
    }

    private static async Task LookAsync(IPage page, ColorScheme theme, int width, string name)
    {
        Directory.CreateDirectory(Pictures);
        await PictureAsync(page, Path.Combine(Pictures, $"{name}-{theme}-{width}.png".ToLowerInvariant()));
        Assert.Equal(0, await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"));
        Assert.Empty((await page.RunAxe()).Violations.Select(v => $"{name}: {Describe(v)}"));
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
