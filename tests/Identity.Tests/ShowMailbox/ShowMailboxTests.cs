using System.Net.Http.Json;

namespace Commerce.Identity;

public sealed class ShowMailboxTests(DevelopmentIdentityHost host) : IClassFixture<DevelopmentIdentityHost>
{
    [Fact]
    public async Task ShowMailbox_InDevelopment_ShowsWhatWouldHaveBeenSent()
    {
        using var client = host.CreateClient(token: null);
        var person = await host.SignedInAsync();
        for (var i = 0; i < 2; i++)
            await client.PostAsJsonAsync("/api/v1/auth/register", new { email = person.Email, password = IdentityHost.Password, displayName = "Somebody" });
        var began = TimeProvider.System.GetTimestamp();
        System.Text.Json.JsonElement[] mails;
        do
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(30), "Nothing arrived.");
            await Task.Delay(20, TestContext.Current.CancellationToken);
            mails = [.. (await (await client.GetAsync($"/mailbox?to={person.Email}")).JsonAsync()).GetProperty("items").EnumerateArray()];
        }
        while (mails.All(m => m.GetProperty("subject").GetString() != "You have an account already"));
        Assert.Single(mails, m => m.GetProperty("subject").GetString() == "You have an account already"); // once an hour, however often it is tried
    }

    [Fact]
    public async Task ShowMailbox_InProduction_IsNotThere()
    {
        await using var production = new IdentityHost();
        await production.InitializeAsync();
        using var client = production.CreateClient(token: null);
        Assert.Equal("not_found", await (await client.GetAsync("/mailbox")).CodeAsync(404));
    }

    [Fact]
    public async Task ShowMailbox_ToSomebodyElsewhere_IsNotThere()
    {
        using var client = host.From("192.0.2.1");
        Assert.Equal("not_found", await (await client.GetAsync("/mailbox")).CodeAsync(404));
    }
}
