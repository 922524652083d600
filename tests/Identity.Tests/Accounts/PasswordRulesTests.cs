namespace Commerce.Identity;

public sealed class PasswordRulesTests
{
    [Theory]
    [InlineData("four words of my own")]
    [InlineData("exactly15chars!")]
    [InlineData("ohne Umlaute geht's äuch nicht")]
    [InlineData("🦊🦊 läuft 🐔🐔 gern weg")]
    [InlineData("                a space is a character too")]
    [InlineData("thereisnocapitalordigitinhere")]
    public void Check_OfGoodPassword_FindsNothing(string password) => Assert.Null(PasswordRules.Check(password, "ada@shop.example"));

    [Fact]
    public void Check_CountsCharactersAsPeopleDo()
    {
        Assert.Equal(PasswordFault.TooShort, PasswordRules.Check("fourteen chars", ""));
        Assert.Equal(PasswordFault.TooShort, PasswordRules.Check("🦊🐔🐸🐼🐨🦁🐯", "")); // 14 UTF-16 units, 7 characters
        var mixed = string.Concat(Enumerable.Range(0, 32).Select(i => $"{(char)('a' + (i % 26))}{i % 7}{(char)('k' + (i % 9))}x"));
        Assert.Null(PasswordRules.Check(mixed, ""));
        Assert.Equal(PasswordFault.TooLong, PasswordRules.Check(mixed + "!", ""));
    }

    [Theory]
    [InlineData("passwordpassword")]
    [InlineData("PasswordPassword2024!")]
    [InlineData("correcthorsebatterystaple")]
    [InlineData("aaaaaaaaaaaaaaaaaaaa")]
    [InlineData("abababababababab")]
    [InlineData("abcdefghijklmnopq")]
    [InlineData("qponmlkjihgfedcba")]
    [InlineData("qwertyuiopasdfghj")]
    [InlineData("123456789012345")]
    [InlineData("98765432109876543")]
    [InlineData("letmeinletmeinletmein")]
    [InlineData("iloveyou1234567890")]
    [InlineData("abc123abc123abc123")]
    [InlineData("liverpool-liverpool")]
    [InlineData("ada.lovelace@shop.example")]
    [InlineData("ada.lovelace123")]
    [InlineData("ada.lovelaceada.lovelace")]
    public void Check_OfWhatEverybodyTries_IsTooCommon(string password) =>
        Assert.Equal(PasswordFault.TooCommon, PasswordRules.Check(password, "Ada.Lovelace@shop.example"));
}
