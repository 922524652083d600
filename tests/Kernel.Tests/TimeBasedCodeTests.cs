using System.Text;

namespace Commerce.Kernel;

public sealed class TimeBasedCodeTests
{
    // RFC 6238, appendix B, the last six of its eight digits.
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void Of_TheStandardsSecret_GivesTheStandardsCode(long seconds, string code) =>
        Assert.Equal(code, TimeBasedCode.Of("12345678901234567890"u8, TimeBasedCode.StepAt(DateTimeOffset.FromUnixTimeSeconds(seconds))));

    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Encode_TheStandardsText_GivesTheStandardsLetters(string text, string letters) =>
        Assert.Equal(letters, Base32.Encode(Encoding.ASCII.GetBytes(text)));
}
