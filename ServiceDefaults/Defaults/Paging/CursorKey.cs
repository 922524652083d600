using System.Globalization;

namespace Commerce.Defaults;

/// <summary>The sort key of the row after which a page begins.</summary>
public sealed class CursorKey
{
    private readonly string?[] _parts;

    internal CursorKey(string?[] parts) => _parts = parts;

    public int Count => _parts.Length;

    public bool IsNull(int index) => index < Count && _parts[index] is null;

    public string Text(int index) => index < Count && _parts[index] is { } text ? text : throw new InvalidCursorException();

    public Guid Id(int index) => Guid.TryParseExact(Text(index), "N", out var id) ? id : throw new InvalidCursorException();

    public long Number(int index) =>
        long.TryParse(Text(index), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : throw new InvalidCursorException();

    public decimal Fraction(int index) =>
        decimal.TryParse(Text(index), NumberStyles.Number, CultureInfo.InvariantCulture, out var fraction) ? fraction : throw new InvalidCursorException();

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

/// <summary>A cursor of ours, but from before the listing's sort key changed its shape: answered as <see cref="RequestErrors.InvalidCursor"/>.</summary>
internal sealed class InvalidCursorException() : Exception("The cursor carries another sort key.");
