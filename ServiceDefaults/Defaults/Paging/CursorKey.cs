using System.Globalization;

namespace Commerce.Defaults;

/// <summary>The sort key of the row after which a page begins.</summary>
public sealed class CursorKey
{
    private readonly string?[] _parts;

    internal CursorKey(string?[] parts) => _parts = parts;

    /// <summary>Before the first row.</summary>
    public static CursorKey Start { get; } = new([]);

    public bool IsStart => _parts.Length == 0;

    public int Count => _parts.Length;

    public bool IsNull(int index) => _parts[index] is null;

    public string Text(int index) => _parts[index] ?? throw new InvalidOperationException($"Part {index} of the cursor is null.");

    public Guid Id(int index) => Guid.ParseExact(Text(index), "N");

    public long Number(int index) => long.Parse(Text(index), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    public decimal Fraction(int index) => decimal.Parse(Text(index), NumberStyles.Number, CultureInfo.InvariantCulture);

    public DateTimeOffset Time(int index) => new(Number(index), TimeSpan.Zero);

    internal static string? Write(object? part) => part switch
    {
        null => null,
        string text => text,
        Guid id => id.ToString("N"),
        DateTimeOffset time => time.UtcTicks.ToString(CultureInfo.InvariantCulture),
        DateTime { Kind: DateTimeKind.Utc } time => time.Ticks.ToString(CultureInfo.InvariantCulture),
        int or long or short or decimal => ((IFormattable)part).ToString(null, CultureInfo.InvariantCulture),
        _ => throw new ArgumentException($"A cursor cannot carry a {part.GetType()}.", nameof(part)),
    };
}
