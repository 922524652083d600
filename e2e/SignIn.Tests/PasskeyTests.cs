using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Commerce.Identity;

/// <summary>People sign in with passkeys in a real browser, which a device is plugged into.</summary>
public sealed class PasskeyTests(LocalHost host, Chromium chromium) : IClassFixture<LocalHost>
{
    [Fact]
    public async Task SignIn_WithAPasskeyAlone_EndsAtTheApplication()
    {
        var clerk = await host.SignedInAsync("support");
        await using var application = await Application.StartAsync(host, firstParty: true, "The Shop");
        await using var context = await chromium.NewContextAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync(application.Url);
        Assert.StartsWith(host.Url, page.Url, StringComparison.Ordinal);
        var device = await Device.PlugInAsync(page);
        Assert.Equal(10, await device.EnrolAsync(clerk.AccessToken, "This laptop"));

        var button = page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" });
        await device.RecogniseAsync(user: false);
        await button.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("No passkey was used. Try again, or go on in another way.");
        await Expect(button).ToBeEnabledAsync();

        await device.RecogniseAsync(user: true);
        await button.ClickAsync();
        await Expect(page.Locator("#sub")).ToHaveTextAsync(clerk.Id.ToString());
        await Expect(page.Locator("#acr")).ToHaveTextAsync("2");
        Assert.True((await device.CredentialsAsync())[0].GetProperty("isResidentCredential").GetBoolean());
        Assert.True(await host.Database.ScalarAsync<bool>("SELECT last_used_at IS NOT NULL FROM passkeys WHERE user_id = $1", clerk.Id));
    }

    [Fact]
    public async Task SecondFactor_ByAPasskey_EndsAtTheApplication()
    {
        var person = await host.SignedInAsync();
        await using var application = await Application.StartAsync(host, firstParty: true, "The Shop");
        await using var context = await chromium.NewContextAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync(application.Url);
        var device = await Device.PlugInAsync(page);
        await device.EnrolAsync(person.AccessToken, "This laptop");
        await GivePasswordAsync(page, person);
        await Expect(page.GetByText("This browser has no passkeys")).ToBeHiddenAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Use a recovery code" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey" }).ClickAsync();
        await Expect(page.Locator("#sub")).ToHaveTextAsync(person.Id.ToString());
        await Expect(page.Locator("#acr")).ToHaveTextAsync("2");
    }

    [Fact]
    public async Task SignIn_InTwoBrowsers_WithTheAppInOne_AndAPasskeyInTheOther()
    {
        var clerk = await host.SignedInAsync("support");
        await using var application = await Application.StartAsync(host, firstParty: true, "The Shop");
        await using var first = await chromium.NewContextAsync();
        await using var second = await chromium.NewContextAsync();
        var (withApp, withPasskey) = (await first.NewPageAsync(), await second.NewPageAsync());
        await Task.WhenAll(withApp.GotoAsync(application.Url), withPasskey.GotoAsync(application.Url));
        var device = await Device.PlugInAsync(withPasskey);
        await device.EnrolAsync(clerk.AccessToken, "This laptop");

        await GivePasswordAsync(withApp, clerk);
        await Expect(withApp.GetByRole(AriaRole.Button, new() { Name = "Use a passkey" })).ToBeVisibleAsync(); // but it is in the other browser
        await withApp.GetByLabel("Code").FillAsync(host.CodeOf(clerk.Id, stepsAhead: 1));
        await Task.WhenAll(
            withApp.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync(),
            withPasskey.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).ClickAsync());
        foreach (var page in new[] { withApp, withPasskey })
        {
            await Expect(page.Locator("#sub")).ToHaveTextAsync(clerk.Id.ToString());
            await Expect(page.Locator("#acr")).ToHaveTextAsync("2");
        }

        using var client = host.CreateClient(clerk.AccessToken);
        var sessions = await client.GetFromJsonAsync<JsonElement>("/api/v1/users/me/sessions");
        Assert.Equal(2, sessions.GetProperty("items").EnumerateArray().Count(s => s.GetProperty("clientId").GetString() == BrowserSessions.ClientId));
        var proofs = await host.Database.ScalarAsync<string[]>(
            "SELECT array_agg(array_to_string(amr, ' ') ORDER BY amr) FROM sessions WHERE user_id = $1 AND client_id = $2", clerk.Id, BrowserSessions.ClientId);
        Assert.Equal(["hwk user mfa", "pwd otp mfa"], proofs!);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Pages_WithoutPasskeysOrScripts_OfferNone_AndWorkAsBefore(bool scripts)
    {
        var person = await host.SignedInAsync();
        await using var application = await Application.StartAsync(host, firstParty: true, "The Shop");
        await using var context = await chromium.NewContextAsync(scripts: scripts);
        await context.AddInitScriptAsync("delete window.PublicKeyCredential;");
        var page = await context.NewPageAsync();
        await page.GotoAsync(application.Url);
        await Expect(page.GetByLabel("Password")).ToBeVisibleAsync();
        await Expect(page.GetByText("Sign in with a passkey")).ToBeHiddenAsync();
        await host.Database.ExecuteAsync(
            """
            INSERT INTO passkeys (id, user_id, credential_id, public_key, name, sign_count, transports, backup_eligible, backed_up, created_at)
            VALUES (gen_random_uuid(), $1, uuid_send(gen_random_uuid()), '\x00', 'Elsewhere', 0, '{}', false, false, now())
            """,
            person.Id);
        await GivePasswordAsync(page, person);
        await Expect(page.GetByText("This browser has no passkeys, or runs no scripts, which they need.")).ToBeVisibleAsync();
        await Expect(page.GetByText("Use a passkey")).ToBeHiddenAsync();
    }

    private static async Task GivePasswordAsync(IPage page, SignedInPerson person)
    {
        await page.GetByLabel("E-mail address").FillAsync(person.Email);
        await page.GetByLabel("Password").FillAsync(IdentityHost.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Confirm it is you" })).ToBeVisibleAsync();
    }
}
