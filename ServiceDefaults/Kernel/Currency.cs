using System.Diagnostics.CodeAnalysis;

namespace Commerce.Kernel;

/// <summary>An ISO 4217 currency: its code and how many digits its minor unit has (EUR 2, JPY 0, KWD 3).</summary>
public readonly record struct Currency
{
    private readonly string? _code;

    private Currency(string code) => _code = code;

    /// <summary>The three upper-case letters of ISO 4217.</summary>
    public string Code => _code ?? throw new InvalidOperationException("A default Currency has no code.");

    /// <summary>Digits of the minor unit: ISO 4217 list one, where nearly all have two.</summary>
    public int Exponent => Code switch
    {
        "BIF" or "CLP" or "DJF" or "GNF" or "ISK" or "JPY" or "KMF" or "KRW" or "PYG" => 0,
        "RWF" or "UGX" or "UYI" or "VND" or "VUV" or "XAF" or "XOF" or "XPF" => 0,
        "BHD" or "IQD" or "JOD" or "KWD" or "LYD" or "OMR" or "TND" => 3,
        _ => 2,
    };

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
