using System.Globalization;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace Commerce.Kernel.Tests;

public sealed class MoneyTests
{
    private static readonly Config s_quick = Config.QuickThrowOnFailure.WithMaxTest(2000);

    private static readonly Gen<long> s_minorUnits = Gen.OneOf(
        Gen.Choose(-100_000, 100_000).Select(i => (long)i),
        ArbMap.Default.GeneratorFor<long>(),
        Gen.Elements(0L, 1, -1, long.MinValue, long.MinValue + 1, long.MaxValue, long.MaxValue - 1));

    private static readonly Gen<Money> s_money = Gen.Zip(s_minorUnits, Gen.Elements("EUR", "USD", "JPY", "KRW", "KWD", "BHD"))
        .Select(m => Money.Of(m.Item1, m.Item2));

    [Theory]
    [InlineData(1234, "EUR", "12.34 EUR")]
    [InlineData(5, "EUR", "0.05 EUR")]
    [InlineData(-5, "EUR", "-0.05 EUR")]
    [InlineData(0, "EUR", "0.00 EUR")]
    [InlineData(1234, "JPY", "1234 JPY")]
    [InlineData(1234, "KWD", "1.234 KWD")]
    [InlineData(long.MaxValue, "EUR", "92233720368547758.07 EUR")]
    [InlineData(long.MinValue, "KWD", "-9223372036854775.808 KWD")]
    [InlineData(long.MinValue, "JPY", "-9223372036854775808 JPY")]
    public void ToString_ShowsAsManyDecimalsAsTheCurrencyHas(long minorUnits, string currency, string expected) =>
        Assert.Equal(expected, Money.Of(minorUnits, currency).ToString());

    [Fact]
    public void Parse_OfWhatWasWritten_IsTheSameMoney() => Prop.ForAll(s_money.ToArbitrary(), money =>
        Assert.Equal(money, Money.Parse(money.ToAmountString(), money.Currency.Code).Value)).Check(s_quick);

    [Fact]
    public void Parse_WithFewerDecimalsThanTheCurrencyHas_IsExact()
    {
        Assert.Equal(1200, Money.Parse("12", "EUR").Value.MinorUnits);
        Assert.Equal(1230, Money.Parse("12.3", "EUR").Value.MinorUnits);
        Assert.Equal(-12_300, Money.Parse("-12.3", "KWD").Value.MinorUnits);
        Assert.Equal(7, Money.Parse("007", "JPY").Value.MinorUnits);
    }

    [Theory]
    [InlineData("", "EUR"), InlineData(null, "EUR"), InlineData(" 1", "EUR"), InlineData("1 ", "EUR"), InlineData("+1", "EUR")]
    [InlineData(".5", "EUR"), InlineData("1.", "EUR"), InlineData("-", "EUR"), InlineData("-.1", "EUR"), InlineData("1,5", "EUR")]
    [InlineData("1e3", "EUR"), InlineData("1_000", "EUR"), InlineData("0x1", "EUR"), InlineData("NaN", "EUR"), InlineData("1.2.3", "EUR")]
    [InlineData("--1", "EUR"), InlineData("1-", "EUR"), InlineData("(1)", "EUR"), InlineData("1\0", "EUR"), InlineData("１", "EUR"), InlineData("٣", "EUR")]
    [InlineData("1.234", "EUR"), InlineData("1.230", "EUR"), InlineData("1.0", "JPY"), InlineData("1.2345", "KWD")]
    [InlineData("92233720368547758.08", "EUR"), InlineData("-92233720368547758.09", "EUR"), InlineData("9223372036854775808", "JPY")]
    [InlineData("9223372036854775.808", "KWD"), InlineData("99999999999999999999999999999999999999", "EUR")]
    [InlineData("0.0000000000000000000000000000000000000001", "EUR")]
    public void Parse_OfAnythingButAPlainDecimalInRange_IsRefused(string? amount, string currency) =>
        Assert.Equal((422, "money.invalid_amount"), Refusal(Money.Parse(amount, currency)));

    [Theory]
    [InlineData(null), InlineData(""), InlineData("eur"), InlineData("EU"), InlineData("EURO"), InlineData("EU "), InlineData("E1R"), InlineData("ÄÖÜ")]
    public void Parse_WithoutACurrency_IsRefused(string? currency) =>
        Assert.Equal((422, "money.invalid_currency"), Refusal(Money.Parse("1", currency)));

    [Fact]
    public void Amount_IsTheMinorUnitsShiftedByTheExponent() => Prop.ForAll(s_money.ToArbitrary(), money =>
        Assert.Equal(money.MinorUnits, money.Amount * money.Currency.MinorUnitsPerMajor)).Check(s_quick);

    [Fact]
    public void Arithmetic_IsThatOfWholeNumbersOrThrows() => Prop.ForAll(
        s_minorUnits.ToArbitrary(), s_minorUnits.ToArbitrary(), ArbMap.Default.ArbFor<int>(),
        (left, right, quantity) =>
        {
            AssertExact((Int128)left + right, () => Eur(left) + Eur(right));
            AssertExact((Int128)left - right, () => Eur(left) - Eur(right));
            AssertExact((Int128)left * quantity, () => Eur(left) * quantity);
        }).Check(s_quick);

    [Fact]
    public void Arithmetic_OfTwoCurrencies_Throws()
    {
        var (euros, dollars) = (Eur(1), Money.Of(1, "USD"));
        Assert.Throws<InvalidOperationException>(() => euros + dollars);
        Assert.Throws<InvalidOperationException>(() => euros - dollars);
        Assert.Throws<InvalidOperationException>(() => euros < dollars);
        Assert.NotEqual(euros, dollars);
    }

    [Fact]
    public void Comparison_IsThatOfTheMinorUnits() => Prop.ForAll(s_minorUnits.ToArbitrary(), s_minorUnits.ToArbitrary(), (left, right) =>
    {
        Assert.Equal(left < right, Eur(left) < Eur(right));
        Assert.Equal(left >= right, Eur(left) >= Eur(right));
        Assert.Equal(Math.Sign(left.CompareTo(right)), Math.Sign(Eur(left).CompareTo(Eur(right))));
    }).Check(s_quick);

    [Fact]
    public void Json_IsExactlyAmountAndCurrencyAsText()
    {
        Assert.Equal("""{"amount":"12.34","currency":"EUR"}""", JsonSerializer.Serialize(Eur(1234)));
        Assert.Equal("""{"amount":"1234","currency":"JPY"}""", JsonSerializer.Serialize(Money.Of(1234, "JPY")));
        Assert.Equal("""{"amount":"-0.001","currency":"KWD"}""", JsonSerializer.Serialize(Money.Of(-1, "KWD")));
    }

    [Fact]
    public void Json_OfWhatWasWritten_IsTheSameMoney() => Prop.ForAll(s_money.ToArbitrary(), money =>
        Assert.Equal(money, JsonSerializer.Deserialize<Money>(JsonSerializer.Serialize(money)))).Check(s_quick);

    [Theory]
    [InlineData("""{"amount":12.34,"currency":"EUR"}"""), InlineData("""{"amount":"12.34"}"""), InlineData("""{"currency":"EUR"}""")]
    [InlineData("""{"amount":"12.345","currency":"EUR"}"""), InlineData("""{"amount":"12.34","currency":"EUR","scale":2}"""), InlineData("\"12.34\"")]
    [InlineData("{}"), InlineData("[]"), InlineData("12.34"), InlineData("null"), InlineData("""{"amount":null,"currency":"EUR"}""")]
    [InlineData("""{"amount":{},"currency":"EUR"}"""), InlineData("""{"amount":"1","currency":"eur"}"""), InlineData("""{"amount":"1","currency":["EUR"]}""")]
    public void Json_OfAnythingElse_IsAJsonException(string json) => Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Money>(json));

    [Fact]
    public void ToString_InAnyCulture_IsTheSame()
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NegativeSign = "~" } };
        try
        {
            Assert.Equal("-12.34", Eur(-1234).ToAmountString());
            Assert.Equal(-1234, Money.Parse("-12.34", "EUR").Value.MinorUnits);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static Money Eur(long minorUnits) => Money.Of(minorUnits, "EUR");

    private static (int, string) Refusal(Result<Money> result) =>
        result.Error is { } error ? (error.Status, error.Code) : throw new InvalidOperationException($"Taken as {result.Value}.");

    private static void AssertExact(Int128 expected, Func<Money> calculate)
    {
        if (expected >= long.MinValue && expected <= long.MaxValue)
            Assert.Equal((long)expected, calculate().MinorUnits);
        else
            Assert.Throws<OverflowException>(() => calculate());
    }
}
