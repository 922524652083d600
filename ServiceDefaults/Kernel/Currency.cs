using System.Diagnostics.CodeAnalysis;

namespace Commerce.Kernel;

/// <summary>An ISO 4217 currency: its code and how many digits its minor unit has (EUR 2, JPY 0, KWD 3).</summary>
public readonly record struct Currency
{
    private const int DefaultExponent = 2;

    // ISO 4217 list one: every active currency whose minor unit is not two digits.
    private static readonly Dictionary<string, int> OtherExponents = new(StringComparer.Ordinal)
    {
        ["BIF"] = 0, ["CLP"] = 0, ["DJF"] = 0, ["GNF"] = 0, ["ISK"] = 0, ["JPY"] = 0, ["KMF"] = 0, ["KRW"] = 0,
        ["PYG"] = 0, ["RWF"] = 0, ["UGX"] = 0, ["UYI"] = 0, ["VND"] = 0, ["VUV"] = 0, ["XAF"] = 0, ["XOF"] = 0, ["XPF"] = 0,
        ["BHD"] = 3, ["IQD"] = 3, ["JOD"] = 3, ["KWD"] = 3, ["LYD"] = 3, ["OMR"] = 3, ["TND"] = 3,
    };

    private readonly string? _code;

    private Currency(string code) => _code = code;

    /// <summary>The three upper-case letters of ISO 4217.</summary>
    public string Code => _code ?? throw new InvalidOperationException("A default Currency has no code.");

    /// <summary>Digits of the minor unit.</summary>
    public int Exponent => OtherExponents.GetValueOrDefault(Code, DefaultExponent);

    /// <summary>How many minor units one major unit has.</summary>
    public long MinorUnitsPerMajor => Exponent switch { 0 => 1, 3 => 1000, _ => 100 };

    /// <summary>The currency of a code known to be well-formed, such as one read from the database.</summary>
    /// <exception cref="FormatException">The code is not three upper-case ASCII letters.</exception>
    public static Currency Of(string code) =>
        TryParse(code, out var currency) ? currency : throw new FormatException($"'{code}' is not an ISO 4217 code.");

    /// <summary>True when <paramref name="code"/> is three upper-case ASCII letters.</summary>
    public static bool TryParse([NotNullWhen(true)] string? code, out Currency currency)
    {
        var wellFormed = code is { Length: 3 } && code.All(char.IsAsciiLetterUpper);
        currency = wellFormed ? new Currency(code!) : default;
        return wellFormed;
    }

    /// <inheritdoc/>
    public override string ToString() => Code;
}
