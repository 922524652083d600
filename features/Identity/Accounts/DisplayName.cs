using System.Globalization;
using System.Text;
using FluentValidation;

namespace Commerce.Identity;

/// <summary>What a person wants to be called: any script, nothing invisible that could fool a reader.</summary>
internal static class DisplayName
{
    // Persian and several Indic scripts spell words with these two.
    private static readonly Rune[] Joiners = [new('\u200C'), new('\u200D')];

    public static IRuleBuilderOptions<T, string> IsDisplayName<T>(this IRuleBuilder<T, string> rule) => rule
        .NotEmpty()
        .MaximumLength(User.MaxDisplayNameLength)
        .Must(IsReadable).WithErrorCode("unreadable").WithMessage("Must not contain invisible or control characters.");

    /// <summary>One line of text that is held to the same.</summary>
    public static IRuleBuilderOptions<T, string> IsLine<T>(this IRuleBuilder<T, string> rule, int maxLength) => rule
        .NotEmpty()
        .MaximumLength(maxLength)
        .Must(IsReadable).WithErrorCode("unreadable").WithMessage("Must not contain invisible or control characters.");

    /// <summary>Whether this could have been chosen by hand.</summary>
    public static bool Accepts(string? name) => name is { Length: > 0 and <= User.MaxDisplayNameLength } && IsReadable(name);

    private static bool IsReadable(string? name) =>
        name is null || (name == name.Trim() && name.EnumerateRunes().All(r => Joiners.Contains(r) || Rune.GetUnicodeCategory(r) is not (
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
            or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator))
        && !name.Contains('\uFFFD'));
}
