using System.CommandLine;
using System.Globalization;

namespace Commerce.Cli;

/// <summary>Fills the running platform with a shop of years: products, stock, customers, orders and their money, straight into the stores.</summary>
internal static class SeedCommand
{
    private static readonly BuiltProgram Program = new("what fills shops", "cli/Seeding", "Commerce.Seeding");

    public static Command Create()
    {
        var portBase = Checkout.PortBaseOption();
        var scale = new Option<string>("--scale") { Description = "How large: small (5 000 orders), medium (100 000) or large (1 000 000).", DefaultValueFactory = _ => "small" };
        scale.AcceptOnlyFromAmong("small", "medium", "large");
        var seed = new Option<long>("--seed") { Description = "The same number on the same day makes the same shop.", DefaultValueFactory = _ => 1 };
        var command = new Command("seed", "Fill the running platform with a large shop.") { portBase, scale, seed };
        command.SetAction((parsed, ct) => RunAsync(
            RunningShop.Find(parsed.GetValue(portBase)), parsed.GetValue(scale)!, parsed.GetValue(seed), ct));
        return command;
    }

    private static Task<int> RunAsync(RunningShop shop, string scale, long seed, CancellationToken ct) => Program.RunAsync(
        [scale, seed.ToString(CultureInfo.InvariantCulture)],
        ct,
        new Dictionary<string, string>
        {
            ["COMMERCE_SEED_SERVER"] = shop.Database("postgres"),
            ["COMMERCE_SEED_MASTER_KEY"] = shop.Secrets["master-key"],
        });
}
