namespace Commerce.Simulation;

/// <summary>A failing world with everything taken away that its failure does not need.</summary>
internal sealed record Shrinking(SeedResult Result, Trouble Without, int? Shoppers)
{
    public static Shrinking Of(long seed, Play play)
    {
        var best = new Shrinking(play(seed, Trouble.None, null), Trouble.None, null);
        foreach (var trouble in Enum.GetValues<Trouble>().Where(t => t != Trouble.None))
            best = best.Try(seed, best.Without | trouble, best.Shoppers, play);
        for (var shoppers = 1; shoppers < (best.Shoppers ?? best.Result.Settings.Shoppers); shoppers++)
            best = best.Try(seed, best.Without, shoppers, play);
        return best;
    }

    public string Arguments() => $"--seed {Result.Settings.Seed}"
        + (Without == Trouble.None ? "" : $" --without {Without.ToString().ToLowerInvariant().Replace(" ", "", StringComparison.Ordinal)}")
        + (Shoppers is { } few ? $" --shoppers {few}" : "");

    private Shrinking Try(long seed, Trouble without, int? shoppers, Play play)
    {
        var result = play(seed, without, shoppers);
        return result.IsGood ? this : new Shrinking(result, without, shoppers);
    }
}
