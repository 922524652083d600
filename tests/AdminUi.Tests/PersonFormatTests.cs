using Commerce.Kernel;

namespace Commerce.AdminUi;

public sealed class PersonFormatTests
{
    private static readonly DateTimeOffset Spring = new(2026, 3, 14, 23, 26, 53, TimeSpan.Zero);

    [Theory]
    [InlineData("en", "1,234.50 EUR", "2026-03-14 23:26:53 UTC", "UTC")]
    [InlineData("en-US", "1,234.50 EUR", "03/14/2026 7:26:53 PM UTC−04:00", "America/New_York")]
    [InlineData("de", "1.234,50 EUR", "15.03.2026 00:26:53 UTC+01:00", "Europe/Berlin")]
    [InlineData("fr-FR", "1\u202f234,50 EUR", "15/03/2026 00:26:53 UTC+01:00", "Europe/Paris")]
    [InlineData("xx", "1,234.50 EUR", "2026-03-14 23:26:53 UTC", "Nowhere/At_All")]
    public void MoneyAndMoments_AreWrittenAsThePersonWritesThem(string language, string money, string moment, string zone)
    {
        var format = PersonFormat.Of(language, zone);

        Assert.Equal(money, format.Money(Money.Of(123_450, "EUR")));
        Assert.Equal(moment, format.Exact(Spring));
    }

    [Theory]
    [InlineData("de", "1.234,50", 123_450)]
    [InlineData("en", "1,234.50", 123_450)]
    [InlineData("de", " 12,5 ", 1_250)]
    public void Amount_IsReadAsItIsWritten(string language, string text, long cents) =>
        Assert.Equal(cents, PersonFormat.Of(language, null).ReadAmount(text, Currency.Of("EUR")).Value.MinorUnits);

    [Fact]
    public void Amount_WithTooManyDecimals_IsRefused() => Assert.NotNull(PersonFormat.Neutral.ReadAmount("1.234", Currency.Of("EUR")).Error);

    [Fact]
    public void Money_WithoutMinorUnits_HasNoDecimals() => Assert.Equal("1,234 JPY", PersonFormat.Neutral.Money(Money.Of(1234, "JPY")));

    [Fact]
    public void Day_BeginsInThePersonsZone_AlsoWhenItsMidnightIsSkipped()
    {
        Assert.Equal(new DateTimeOffset(2026, 3, 13, 23, 0, 0, TimeSpan.Zero), PersonFormat.Of("de", "Europe/Berlin").DayBegins("2026-03-14"));
        Assert.Equal(new DateTimeOffset(2026, 3, 14, 23, 0, 0, TimeSpan.Zero), PersonFormat.Of("de", "Europe/Berlin").DayBegins("2026-03-14", daysLater: 1));
        Assert.Equal(TimeSpan.FromHours(1), PersonFormat.Of("es", "America/Santiago").DayBegins("2026-09-06")!.Value.TimeOfDay); // midnight is skipped there
        Assert.Null(PersonFormat.Neutral.DayBegins("yesterday"));
    }
}
