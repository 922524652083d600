using System.Globalization;

namespace Commerce.Seeding;

/// <summary>Fills a shop. Called by <c>./commerce seed</c>, which knows where the platform is and its secrets.</summary>
internal static class SeedingProgram
{
    public const string ServerVariable = "COMMERCE_SEED_SERVER";
    public const string MasterKeyVariable = "COMMERCE_SEED_MASTER_KEY";

    public static async Task<int> Main(string[] args)
    {
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            stop.Cancel();
        };
        try
        {
            await new SeedingRun(Setting(ServerVariable), Setting(MasterKeyVariable), TimeProvider.System, Console.WriteLine)
                .RunAsync(Scale.Of(args[0]), long.Parse(args[1], CultureInfo.InvariantCulture), stop.Token);
            return 0;
        }
        catch (RefusedException refused)
        {
            await Console.Error.WriteLineAsync(refused.Message);
            return 1;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Stopped. Nothing was changed.");
            return 130;
        }
    }

    private static string Setting(string name) =>
        Environment.GetEnvironmentVariable(name) ?? throw new RefusedException($"The environment variable {name} is missing. Use ./commerce seed.");
}
