namespace Commerce.AdminUi;

public sealed class StockWordsTests
{
    private static readonly PersonFormat German = PersonFormat.Of("de", null);

    [Theory]
    [InlineData("12", 12)]
    [InlineData(" +12 ", 12)]
    [InlineData("-3", -3)]
    [InlineData("−3", -3)]
    [InlineData("1.200", 1200)]
    public void ReadNumber_AsPeopleWriteIt_IsRead(string text, int number) => Assert.Equal(number, StockWords.ReadNumber(text, "delta", German));

    [Theory]
    [InlineData("")]
    [InlineData("a dozen")]
    [InlineData("1,5")]
    [InlineData("99999999999")]
    public void ReadNumber_OfSomethingElse_IsRefusedAtItsField(string text)
    {
        var refusal = Assert.Throws<GatewayException>(() => StockWords.ReadNumber(text, "delta", German));

        Assert.Equal("true", new FormState(refusal.Problem).Invalid("delta"));
        Assert.Null(new FormState(refusal.Problem).Invalid("note"));
    }

    [Theory]
    [InlineData(1234, "+1.234")]
    [InlineData(-5, "−5")]
    [InlineData(0, "0")]
    public void Signed_ShowsWhichWayItWent(long delta, string text) => Assert.Equal(text, StockWords.Signed(delta, German));
}
