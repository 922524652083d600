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
