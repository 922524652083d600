using System.CommandLine;
using System.Globalization;

namespace Commerce.Cli;

/// <summary>Plays the checkout in thousands of worlds in memory, each a seed: the real process, with everything around it going wrong.</summary>
internal static class SimulateCommand
{
    private static readonly BuiltProgram Program = new("the simulation", "tests/Simulation", "Commerce.Simulation");

    public static Command Create()
    {
        var seeds = new Option<int?>("--seeds") { Description = "How many seeds to play (1000)." };
        var from = new Option<long?>("--from") { Description = "The first of them (1)." };
        var seed = new Option<long?>("--seed") { Description = "Play this one seed." };
        var trace = new Option<bool>("--trace") { Description = "Print everything that happens in it." };
        var scenario = new Option<string?>("--scenario") { Description = "Play a known bug: two-carts-last-unit, webhook-races-completion, two-tabs-one-cart or paid-after-stock-gone." };
        var disorder = new Option<bool>("--disorder") { Description = "Let messages of one order overtake each other, as those do that are set aside and tried again." };
        var without = new Option<string?>("--without") { Description = "Leave out kinds of trouble: loss,duplicates,crashes,outages,delays,provider,cancellations,tabs,adjustments." };
        var shoppers = new Option<int?>("--shoppers") { Description = "How many shoppers there are, instead of as many as the seed has." };
        var command = new Command("simulate", "Play the checkout in thousands of worlds where everything goes wrong.") { seeds, from, seed, trace, scenario, disorder, without, shoppers };
        command.SetAction((parsed, ct) => Program.RunAsync(
            [
                .. Valued(seeds.Name, parsed.GetValue(seeds)),
                .. Valued(from.Name, parsed.GetValue(from)),
                .. Valued(seed.Name, parsed.GetValue(seed)),
                .. Valued(scenario.Name, parsed.GetValue(scenario)),
                .. Valued(without.Name, parsed.GetValue(without)),
                .. Valued(shoppers.Name, parsed.GetValue(shoppers)),
                .. parsed.GetValue(trace) ? [trace.Name] : Array.Empty<string>(),
                .. parsed.GetValue(disorder) ? [disorder.Name] : Array.Empty<string>(),
            ],
            ct));
        return command;
    }

    private static string[] Valued(string name, object? value) =>
        value is null ? [] : [name, Convert.ToString(value, CultureInfo.InvariantCulture)!];
}
