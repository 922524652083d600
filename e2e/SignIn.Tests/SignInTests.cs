using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Commerce.Identity;

/// <summary>People sign in to an application with a real browser that runs no scripts.</summary>
public sealed class SignInTests(IdentityHost host, Chromium chromium) : IClassFixture<IdentityHost>
{
    [Fact]
    public async Task SignIn_WithPasswordAndAuthenticatorApp_EndsAtTheApplication_AndSignsOutAgain()
    {
        var clerk = await host.SignedInAsync("support");
        await using var application = await Application.StartAsync(host, firstParty: true, "The Shop");
        await using var context = await chromium.NewContextAsync(scripts: false);
        var page = await context.NewPageAsync();

        await page.GotoAsync(application.Url);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
        await Expect(page.GetByText("The Shop")).ToBeVisibleAsync();
        await page.GetByLabel("E-mail address").FillAsync(clerk.Email);
        await page.GetByLabel("Password").FillAsync("not the right password");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("E-mail address or password is wrong.");
        await Expect(page.GetByLabel("E-mail address")).ToHaveValueAsync(clerk.Email);
        await page.GetByLabel("Password").FillAsync(IdentityHost.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Confirm it is you" })).ToBeVisibleAsync();
        await page.GetByLabel("Code").FillAsync("000000");
        await page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("This code is not right.");
        await page.GetByLabel("Code").FillAsync(host.CodeOf(clerk.Id, stepsAhead: 1));
        await page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();

        await Expect(page.Locator("#sub")).ToHaveTextAsync(clerk.Id.ToString());
        await Expect(page.Locator("#acr")).ToHaveTextAsync("2");
        await page.GotoAsync(application.Url);
        await Expect(page.Locator("#sub")).ToHaveTextAsync(clerk.Id.ToString()); // nothing was asked

        await page.GetByRole(AriaRole.Link, new() { Name = "Sign out" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Bye" })).ToBeVisibleAsync();
        await page.GotoAsync(application.Url);
        await Expect(page.GetByLabel("Password")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task SignIn_WithACodeByTextMessage_ChosenInsteadOfTheApp_AndSentAgain()
    {
        var ada = await host.WithCodesAsync(FactorMethods.Sms);
        await host.AddAuthenticatorAsync(ada.Id);
        await using var application = await Application.StartAsync(host, firstParty: true, "The Shop");
        await using var context = await chromium.NewContextAsync(scripts: false);
        var page = await context.NewPageAsync();
        await LogInAsync(page, application, ada.Person);
        await Expect(page.GetByText("authenticator app and type")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Get a code by text message" }).ClickAsync();
        await Expect(page.GetByText("We sent a code to +49 •••")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Send another code" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("A code was sent already");
        host.Time.Advance(TimeSpan.FromSeconds(31));
        await page.GetByRole(AriaRole.Button, new() { Name = "Send another code" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).Not.ToBeVisibleAsync();
        await page.GetByLabel("Code").FillAsync(await host.CodeAsync(ada.Id, FactorMethods.Sms));
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#sub")).ToHaveTextAsync(ada.Id.ToString());
        await Expect(page.Locator("#acr")).ToHaveTextAsync("2");
    }

    [Fact]
    public async Task ForgottenPassword_IsReplacedByAMailedLink_AndTheSecondFactorIsStillAsked()
    {
        var clerk = await host.SignedInAsync("support");
        await host.Database.ExecuteAsync("UPDATE users SET email_confirmed = true WHERE id = $1", clerk.Id);
        await using var application = await Application.StartAsync(host, firstParty: true, "The Shop");
        await using var context = await chromium.NewContextAsync(scripts: false);
        var page = await context.NewPageAsync();
        await page.GotoAsync(application.Url);
        await page.GetByRole(AriaRole.Link, new() { Name = "Forgot your password?" }).ClickAsync();
        await page.GetByLabel("E-mail address").FillAsync(clerk.Email);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Look into your mailbox" })).ToBeVisibleAsync();

        var mail = await host.MailAsync(clerk.Id, "reset-password");
        await page.GotoAsync(mail!.Text.Split(' ', '\n').Single(word => word.StartsWith("http", StringComparison.Ordinal)));
        await page.GetByLabel("New password").FillAsync("password password");
        await page.GetByLabel("The same once more").FillAsync("password password");
        await page.GetByRole(AriaRole.Button, new() { Name = "Change the password" }).ClickAsync();
        await Expect(page.GetByText("one of the first passwords that anybody would try")).ToBeVisibleAsync();
        await page.GetByLabel("New password").FillAsync("five quite other words here");
        await page.GetByLabel("The same once more").FillAsync("five quite other words here");
        await page.GetByRole(AriaRole.Button, new() { Name = "Change the password" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Your password was changed" })).ToBeVisibleAsync();

        await page.GotoAsync(application.Url);
        await page.GetByLabel("E-mail address").FillAsync(clerk.Email);
        await page.GetByLabel("Password").FillAsync("five quite other words here");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.GetByLabel("Code").FillAsync(host.CodeOf(clerk.Id, stepsAhead: 1));
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#sub")).ToHaveTextAsync(clerk.Id.ToString());
    }

    [Fact]
    public async Task SignIn_ToAnotherCompanysApplication_AsksForConsent()
    {
        var person = await host.SignedInAsync();
        await using var application = await Application.StartAsync(host, firstParty: false, "Price Watcher");
        await using var context = await chromium.NewContextAsync(scripts: false);
        var page = await context.NewPageAsync();
        await LogInAsync(page, application, person);
        await Expect(page.GetByText("your name and language")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Do not share" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Refused: access_denied" })).ToBeVisibleAsync();

        await page.GotoAsync(application.Url);
        await page.GetByRole(AriaRole.Button, new() { Name = "Allow" }).ClickAsync();
        await Expect(page.Locator("#sub")).ToHaveTextAsync(person.Id.ToString());
    }

    private static async Task LogInAsync(IPage page, Application application, SignedInPerson person)
    {
        await page.GotoAsync(application.Url);
        await page.GetByLabel("E-mail address").FillAsync(person.Email);
        await page.GetByLabel("Password").FillAsync(IdentityHost.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }
}
