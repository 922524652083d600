using System.Globalization;
using Commerce.Kernel;

namespace Commerce.AdminUi;

/// <summary>How a person writes numbers and dates. The platform runs without ICU, so the few customs that matter are spelled out.</summary>
internal sealed record PersonFormat(string Decimal, string Group, string DatePattern, string TimePattern, TimeZoneInfo Zone)
{
    private const string Day24 = "HH:mm:ss";

    public static PersonFormat Neutral { get; } = new(".", ",", "yyyy-MM-dd", Day24, TimeZoneInfo.Utc);

    public static PersonFormat Of(string? language, string? zone)
    {
        var format = Custom(language ?? "");
        return zone is not null && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) ? format with { Zone = found } : format;
    }

    public DateTimeOffset Local(DateTimeOffset moment) => TimeZoneInfo.ConvertTime(moment, Zone);

    public string Date(DateTimeOffset moment) => Local(moment).ToString(DatePattern, CultureInfo.InvariantCulture);

    public string Time(DateTimeOffset moment) => Local(moment).ToString(TimePattern, CultureInfo.InvariantCulture);

    /// <summary>To the minute, as lists show it.</summary>
    public string Moment(DateTimeOffset moment) => $"{Date(moment)} {Local(moment).ToString(TimePattern.Replace(":ss", "", StringComparison.Ordinal), CultureInfo.InvariantCulture)}";

    /// <summary>To the second and with the zone, so that nobody has to guess.</summary>
    public string Exact(DateTimeOffset moment) => $"{Date(moment)} {Time(moment)} {Offset(moment)}";

    public string Number(long number) => number.ToString("#,0", Numbers);

    public string Amount(Money money) => money.Amount.ToString(money.Currency.Exponent == 0 ? "#,0" : "#,0." + new string('0', money.Currency.Exponent), Numbers);

    public string Money(Money money) => $"{Amount(money)} {money.Currency.Code}";

    /// <summary>An amount as this person writes it.</summary>
    public Result<Money> ReadAmount(string text, Currency currency)
    {
        var plain = text.Trim().Replace(Group, "", StringComparison.Ordinal).Replace(Decimal, ".", StringComparison.Ordinal);
        return Kernel.Money.Parse(plain, currency.Code);
    }

    /// <summary>A date as somebody types it into a date field, at the beginning of that day in their zone.</summary>
    public DateTimeOffset? DayBegins(string? date, int daysLater = 0) =>
        DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day < DateOnly.MaxValue.AddDays(-daysLater)
            ? Begin(day.AddDays(daysLater))
            : null;

    private NumberFormatInfo Numbers => new() { NumberDecimalSeparator = Decimal, NumberGroupSeparator = Group, NegativeSign = "−" };

    private string Offset(DateTimeOffset moment)
    {
        var offset = Zone.GetUtcOffset(moment);
        return offset == TimeSpan.Zero ? "UTC" : $"UTC{(offset < TimeSpan.Zero ? '−' : '+')}{offset:hh\\:mm}";
    }

    // A day that begins with a jump of the clock begins where the jump ends.
    private DateTimeOffset Begin(DateOnly day)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        while (Zone.IsInvalidTime(midnight))
            midnight = midnight.AddMinutes(15);
        return new(midnight, Zone.GetUtcOffset(midnight));
    }

    private static PersonFormat Custom(string language) => language.ToLowerInvariant().Split('-') switch
    {
        ["de", "ch"] or ["de", "li"] => Neutral with { Group = "’", DatePattern = "dd.MM.yyyy" },
        ["de", "at"] => Neutral with { Decimal = ",", Group = "\u202f", DatePattern = "dd.MM.yyyy" },
        ["de" or "da" or "tr", ..] => Neutral with { Decimal = ",", Group = ".", DatePattern = "dd.MM.yyyy" },
        ["pl" or "cs" or "sk" or "ru" or "uk" or "nb" or "no" or "fi", ..] => Neutral with { Decimal = ",", Group = "\u202f", DatePattern = "dd.MM.yyyy" },
        ["fr", ..] => Neutral with { Decimal = ",", Group = "\u202f", DatePattern = "dd/MM/yyyy" },
        ["es" or "it" or "pt" or "el", ..] => Neutral with { Decimal = ",", Group = ".", DatePattern = "dd/MM/yyyy" },
        ["nl", ..] => Neutral with { Decimal = ",", Group = ".", DatePattern = "dd-MM-yyyy" },
        ["sv", ..] => Neutral with { Decimal = ",", Group = "\u202f" },
        ["en", "us"] => Neutral with { DatePattern = "MM/dd/yyyy", TimePattern = "h:mm:ss tt" },
        ["en", "gb" or "ie" or "au" or "nz" or "in"] => Neutral with { DatePattern = "dd/MM/yyyy" },
        _ => Neutral,
    };
}
