namespace Commerce.Kernel.Tests;

public sealed class CurrencyTests
{
    [Theory]
    [InlineData("EUR", 2, 100), InlineData("USD", 2, 100), InlineData("JPY", 0, 1), InlineData("ISK", 0, 1), InlineData("KWD", 3, 1000), InlineData("TND", 3, 1000)]
    public void Exponent_IsThatOfIso4217(string code, int exponent, long minorUnitsPerMajor)
    {
        var currency = Currency.Of(code);

        Assert.Equal((exponent, minorUnitsPerMajor), (currency.Exponent, currency.MinorUnitsPerMajor));
    }

    [Theory]
    [InlineData("eur"), InlineData("EURO"), InlineData(""), InlineData("EU1")]
    public void Of_WhatIsNoCode_Throws(string code) => Assert.Throws<FormatException>(() => Currency.Of(code));

    [Fact]
    public void Default_HasNoCode() => Assert.Throws<InvalidOperationException>(() => default(Currency).Code);
}
