using System.Globalization;

namespace Commerce.Simulation;

/// <summary>The arguments, understood.</summary>
internal sealed record Asked
{
    public long? Seed { get; private init; }

    public int Seeds { get; private init; } = 1000;

    public long From { get; private init; } = 1;

    public bool Trace { get; private init; }

    public bool Disorder { get; private init; }

    public Trouble Without { get; private init; }

    public int? Shoppers { get; private init; }

    public Scenario? Scenario { get; private init; }

    /// <exception cref="FormatException">An argument is unknown or its value is not one.</exception>
    public static Asked Parse(string[] args)
    {
        var asked = new Asked();
        for (var i = 0; i < args.Length; i++)
        {
            asked = args[i] switch
            {
                "--trace" => asked with { Trace = true },
                "--disorder" => asked with { Disorder = true },
                "--seed" => asked with { Seed = Number(args, ++i) },
                "--seeds" => asked with { Seeds = (int)Number(args, ++i) },
                "--from" => asked with { From = Number(args, ++i) },
                "--shoppers" => asked with { Shoppers = (int)Number(args, ++i) },
                "--without" => asked with { Without = Kinds(args, ++i) },
                "--scenario" => asked with { Scenario = Scenarios.Find(Text(args, ++i)) },
                var unknown => throw new FormatException($"What is {unknown}?"),
            };
        }

        return asked;
    }

    public SeedResult Play(long seed, Trouble without, int? shoppers)
    {
        var settings = WorldSettings.Of(seed, Disorder, without, shoppers);
        return Scenario is { } scenario ? scenario.Run(settings, Guards.All) : SeedRun.Of(settings);
    }

    /// <summary>What a replay must repeat of the arguments.</summary>
    public string WorldArguments() => (Scenario is { } s ? $"--scenario {s.Name} " : "") + (Disorder ? "--disorder " : "");

    private static long Number(string[] args, int at) => long.TryParse(Text(args, at), CultureInfo.InvariantCulture, out var number) && number >= 0
        ? number
        : throw new FormatException($"{args[at - 1]} takes a number, not {args[at]}.");

    private static Trouble Kinds(string[] args, int at) => Enum.TryParse<Trouble>(Text(args, at), ignoreCase: true, out var kinds)
        ? kinds
        : throw new FormatException($"Trouble is {string.Join(", ", Enum.GetNames<Trouble>()).ToLowerInvariant()}; {args[at]} is something else.");

    private static string Text(string[] args, int at) => at < args.Length ? args[at] : throw new FormatException($"{args[at - 1]} takes a value.");
}
