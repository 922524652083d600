using System.Reflection;
using Commerce.Cli;

namespace Commerce.AppHost.Tests;

public sealed class WelcomeTests
{
    [Fact]
    public void Accounts_ThatAreShown_AreAmongThoseOfTheSampleShop()
    {
        var checkout = typeof(WelcomeTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(one => one.Key == "checkout").Value!;
        var source = File.ReadAllText(Path.Combine(checkout, "features", "Identity", "SeedAccounts", "SeedAccounts.cs"));

        Assert.NotEmpty(Welcome.Accounts);
        Assert.All(Welcome.Accounts, account => Assert.Contains($"\"{account.Email}\"", source, StringComparison.Ordinal));
    }
}
