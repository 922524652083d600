using Commerce.Kernel;

namespace Commerce.Sample;

/// <summary>Prices that look like a shop's: they end in 9, 5 or 0, and dollars are not cents-exact euros.</summary>
internal static class Prices
{
    private const decimal DollarsPerEuro = 1.09m;
    private const decimal DearerPerStep = 0.3m;
    private static readonly int[] s_endings = [49, 90, 95, 99];

    /// <param name="level">How well equipped the product is, 0 to 1.</param>
    public static decimal Base(int[] range, double level, Dice dice)
    {
        var share = Math.Clamp((0.75 * level) + (0.25 * dice.Share()), 0, 1);
        return range[0] + (decimal)(share * share) * (range[1] - range[0]);
    }

    /// <param name="step">Place among the values of the option that costs more, from 0.</param>
    public static IReadOnlyList<Money> Of(decimal euros, int step, int ending)
    {
        var scaled = euros * (1 + (DearerPerStep * step));
        return [Money.Of(Round(scaled, s_endings[ending]), "EUR"), Money.Of(Round(scaled * DollarsPerEuro, 99), "USD")];
    }

    public static int Endings => s_endings.Length;

    private static long Round(decimal amount, int ending) => amount < 100
        ? ((long)amount * 100) + ending
        : (((long)amount / 10 * 10) + 9) * 100;
}
