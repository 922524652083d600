using System.Text.Json;
using Commerce.AppHost.Hosting.Monitoring;
using Spectre.Console;

namespace Commerce.Cli;

/// <summary>Where to go once the platform runs, and who to be there.</summary>
internal static class Welcome
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static void Show(InstanceState state)
    {
        if (state.Gateway is { } gateway)
            AnsiConsole.MarkupLineInterpolated($"  Shop API   [link]{gateway}[/]");
        if (state.Dashboard is { } dashboard)
            AnsiConsole.MarkupLineInterpolated($"  Dashboard  [link]{dashboard}[/]");
        foreach (var account in Accounts(new InstanceDirectory(Checkout.Root, state.PortBase)))
            AnsiConsole.MarkupLineInterpolated($"  {account.Role,-10} {account.Email}  {account.Password}");
    }

    /// <summary>Written by the seeding of the sample shop.</summary>
    private static IReadOnlyList<SampleAccount> Accounts(InstanceDirectory instance) =>
        File.Exists(instance.SampleAccountsFile)
            ? JsonSerializer.Deserialize<IReadOnlyList<SampleAccount>>(File.ReadAllText(instance.SampleAccountsFile), Json) ?? []
            : [];

    private sealed record SampleAccount(string Role, string Email, string Password);
}
