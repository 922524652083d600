using System.Text;
using System.Text.Json;
using Commerce.AppHost.Hosting.Monitoring;
using Commerce.Kernel;
using Spectre.Console;

namespace Commerce.Cli;

/// <summary>Where to go once the platform runs, and who to be there.</summary>
internal static class Welcome
{
    private const string PortalName = "admin-ui";
    private const string PasswordName = "sample-password";
    private const string AuthenticatorName = "sample-authenticator";

    /// <summary>The most useful accounts of the sample shop; features/Identity/SeedAccounts opens these and more.</summary>
    public static readonly IReadOnlyList<(string Role, string Email)> Accounts =
    [
        ("customer", "ada@shop.example"),
        ("owner", "owner@shop.example"),
        ("support", "support@shop.example"),
        ("catalogue", "catalog@shop.example"),
        ("warehouse", "warehouse@shop.example"),
        ("finance", "finance@shop.example"),
    ];

    public static void Show(InstanceState state)
    {
        if (state.Gateway is { } gateway)
            Row("Shop API", gateway);
        if (state.Resources.FirstOrDefault(resource => resource.Name == PortalName) is { Urls: [var portal, ..] })
            Row("Portal", $"{portal} (for staff)");
        if (state.Dashboard is { } dashboard)
            Row("Dashboard", dashboard);
        var instance = new InstanceDirectory(Checkout.Root, state.PortBase);
        if (Secret(instance, PasswordName) is not { } password)
            return;

        Screen.Line("");
        foreach (var (role, email) in Accounts)
            Row(role, email);
        Row("password", $"{password} (the same for all of them)");
        if (Secret(instance, AuthenticatorName) is { } authenticator)
            Row("app", $"{Base32.Encode(Encoding.ASCII.GetBytes(authenticator))} (the staff's second factor: give it to an authenticator app)");
    }

    private static void Row(string name, string value) => AnsiConsole.MarkupLineInterpolated($"  [bold]{name,-10}[/] {value}");

    /// <summary>Made for this machine at the first start; a topology without the sample shop has none.</summary>
    private static string? Secret(InstanceDirectory instance, string name) =>
        File.Exists(instance.SecretsFile)
            ? JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(instance.SecretsFile))?.GetValueOrDefault(name)
            : null;
}
