namespace Commerce.Simulation;

/// <summary>Kinds of trouble that can be left out, to see which of them a failure needs.</summary>
[Flags]
internal enum Trouble
{
    None = 0,
    Loss = 1,
    Duplicates = 2,
    Crashes = 4,
    Outages = 8,
    Delays = 16,
    Provider = 32,
    Cancellations = 64,
    Tabs = 128,
    Adjustments = 256,
}

/// <summary>What a world is like. Everything follows from its seed, except what was left out on purpose.</summary>
internal sealed record WorldSettings
{
    public required long Seed { get; init; }

    public int Rounds { get; init; } = 1;

    public int Shoppers { get; init; }

    public int Skus { get; init; }

    public int Warehouses { get; init; }

    /// <summary>Percent of deliveries that are lost and come again later.</summary>
    public int Loss { get; init; }

    /// <summary>Percent of messages that come once more.</summary>
    public int Duplication { get; init; }

    public int SlowDeliveries { get; init; }

    public int CrashPermille { get; init; }

    public int Outages { get; init; }

    /// <summary>Percent of calls to the provider that get no answer, or a late one.</summary>
    public int ProviderFaults { get; init; }

    public int Cancellations { get; init; }

    public int SecondTabs { get; init; }

    public int Adjustments { get; init; }

    /// <summary>Messages of one order may overtake each other: the log never lets them, but one that fails is set aside and the rest goes on.</summary>
    public bool Disorder { get; init; }

    public static WorldSettings Of(long seed, bool disorder = false, Trouble without = Trouble.None, int? shoppers = null)
    {
        var dice = Dice.For(seed, "settings");
        return new WorldSettings
        {
            Seed = seed,
            Disorder = disorder,
            Rounds = dice.Between(1, 2),
            Shoppers = shoppers ?? dice.Between(2, 6),
            Skus = dice.Between(1, 3),
            Warehouses = dice.Between(1, 3),
            Loss = Unless(Trouble.Loss, dice.Percent(60) ? dice.Between(1, 30) : 0),
            Duplication = Unless(Trouble.Duplicates, dice.Percent(60) ? dice.Between(1, 50) : 0),
            SlowDeliveries = Unless(Trouble.Delays, dice.Percent(60) ? dice.Between(1, 20) : 0),
            CrashPermille = Unless(Trouble.Crashes, dice.Percent(60) ? dice.Between(1, 40) : 0),
            Outages = Unless(Trouble.Outages, dice.Percent(50) ? dice.Between(1, 3) : 0),
            ProviderFaults = Unless(Trouble.Provider, dice.Percent(70) ? dice.Between(1, 50) : 0),
            Cancellations = Unless(Trouble.Cancellations, dice.Percent(70) ? dice.Between(5, 60) : 0),
            SecondTabs = Unless(Trouble.Tabs, dice.Between(0, 40)),
            Adjustments = Unless(Trouble.Adjustments, dice.Between(0, 4)),
        };

        int Unless(Trouble trouble, int value) => without.HasFlag(trouble) ? 0 : value;
    }
}
