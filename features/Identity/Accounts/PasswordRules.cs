using System.Collections.Frozen;
using System.Text;

namespace Commerce.Identity;

/// <summary>
/// What NIST SP 800-63B-4 asks of a password that is the only factor: at least 15 characters, long ones welcome, nothing on a list
/// of what everybody tries first, and no rules about which characters it is made of.
/// </summary>
internal static class PasswordRules
{
    public const int MinLength = 15;
    public const int MaxLength = 128;
    private const int FewDistinct = 4;

    private static readonly char[] Separators = [' ', '-', '_', '.', ','];
    private static readonly FrozenSet<string> Common = ReadCommon();
    private static readonly string[] Walks = ["abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfghjklyxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", "q1w2e3r4t5y6u7i8o9p0"];

    /// <summary>Why this password is refused, or null.</summary>
    public static PasswordFault? Check(string password, string email)
    {
        var length = password.EnumerateRunes().Count(); // what a person counts as characters, near enough
        if (length < MinLength)
            return PasswordFault.TooShort;
        if (length > MaxLength)
            return PasswordFault.TooLong;
        return IsGuessable(password.ToLowerInvariant(), email.ToLowerInvariant()) ? PasswordFault.TooCommon : null;
    }

    private static bool IsGuessable(string password, string email)
    {
        if (Common.Contains(password) || password.Distinct().Count() <= FewDistinct || Walks.Any(w => IsWalk(password, w)))
            return true;

        var name = email[..Math.Max(0, email.IndexOf('@', StringComparison.Ordinal))];
        return password == email || IsKnown(password) || IsKnown(string.Concat(password.Split(Separators)));

        // "password" is no better for being said twice, with or without a blank, nor for the year behind it: only what is left counts.
        bool IsKnown(string text)
        {
            var core = Repeated(text.TrimEnd(['!', '.', '?', '*', '#', .. "0123456789"]));
            return core.Length == 0 || Common.Contains(core) || Common.Contains(Repeated(text)) || core == email || core == name;
        }
    }

    private static bool IsWalk(string password, string walk)
    {
        var endless = string.Concat(Enumerable.Repeat(walk, 1 + (password.Length / walk.Length) + 1));
        return endless.Contains(password, StringComparison.Ordinal)
            || endless.Contains(new string([.. password.Reverse()]), StringComparison.Ordinal);
    }

    /// <summary>The shortest piece whose repetition is the text: <c>abcabc</c> → <c>abc</c>.</summary>
    private static string Repeated(string text)
    {
        var period = text.Length == 0 ? 0 : (text + text).IndexOf(text, 1, StringComparison.Ordinal);
        return text[..period];
    }

    private static FrozenSet<string> ReadCommon()
    {
        using var reader = new StreamReader(
            typeof(PasswordRules).Assembly.GetManifestResourceStream("common-passwords.txt")!, Encoding.UTF8);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
    }
}

internal enum PasswordFault
{
    TooShort,
    TooLong,
    TooCommon,
}
