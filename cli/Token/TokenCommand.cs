using System.CommandLine;
using Commerce.AppHost.Hosting.Monitoring;

namespace Commerce.Cli;

/// <summary>Signs in as one of the sample staff, with both factors, and prints the access token: for trying calls with curl.</summary>
internal static class TokenCommand
{
    private const string Domain = "@shop.example";

    public static Command Create()
    {
        var portBase = Checkout.PortBaseOption();
        var account = new Argument<string>("account") { Description = "Whose: owner, support, catalog, warehouse or finance." };
        var command = new Command("token", "Print an access token of a sample account, good for 15 minutes, with a Keycloak for one.") { account, portBase };
        command.SetAction((parsed, ct) => PrintAsync(parsed.GetValue(portBase), parsed.GetRequiredValue(account), ct));
        return command;
    }

    private static async Task<int> PrintAsync(int? portBase, string account, CancellationToken ct)
    {
        var email = account.Contains('@', StringComparison.Ordinal) ? account : account + Domain;
        Console.WriteLine((await RunningShop.Find(portBase).StaffAsync(email, ct)).Token);
        return ExitCodes.Ok;
    }
}
