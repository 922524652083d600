namespace Commerce.Identity;

public sealed class EmailAddressTests
{
    [Theory]
    [InlineData("ada@shop.example", "ADA@SHOP.EXAMPLE")]
    [InlineData("  Ada.L+shop@mail.shop.example ", "ADA.L+SHOP@MAIL.SHOP.EXAMPLE")]
    [InlineData("o'brien@xn--bcher-kva.example", "O'BRIEN@XN--BCHER-KVA.EXAMPLE")]
    public void TryParse_OfAddress_Normalizes(string text, string normalized)
    {
        Assert.True(EmailAddress.TryParse(text, out var email));
        Assert.Equal(normalized, email.Normalized);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ada")]
    [InlineData("ada@")]
    [InlineData("@shop.example")]
    [InlineData("ada@shop")]
    [InlineData("ada@@shop.example")]
    [InlineData("ada@shop..example")]
    [InlineData("ada.@shop.example")]
    [InlineData("ada@-shop.example")]
    [InlineData("ada lovelace@shop.example")]
    [InlineData("ada@shop.example\n")]
    [InlineData("ada@shop.example\u0000")]
    [InlineData("ada\u202E@shop.example")]
    [InlineData("\u0430da@shop.example")] // a Cyrillic a
    [InlineData("<ada@shop.example>")]
    public void TryParse_OfAnythingElse_Fails(string? text) => Assert.False(EmailAddress.TryParse(text, out _));

    [Fact]
    public void TryParse_OfVeryLongAddress_Fails() => Assert.False(EmailAddress.TryParse(new string('a', 250) + "@shop.example", out _));
}
