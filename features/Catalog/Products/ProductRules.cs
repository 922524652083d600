using System.Text.RegularExpressions;
using Commerce.Kernel;
using FluentValidation;

namespace Commerce.Catalog;

/// <summary>The shape that a product's fields must have; the same wherever they are written.</summary>
internal static partial class ProductRules
{
    private const decimal HighestRating = 5;

    public static void Slug<T>(this IRuleBuilder<T, string?> rule) => rule
        .MaximumLength(ProductContent.MaxSlug)
        .Must(slug => slug is null || (SlugForm().IsMatch(slug) && !Guid.TryParse(slug, out _)))
        .WithErrorCode("invalid_slug").WithMessage("Lower-case letters and digits in groups joined by single hyphens, and not an id.");

    public static void Line<T>(this IRuleBuilder<T, string?> rule, int maxLength) => rule
        .NotEmpty().MaximumLength(maxLength)
        .Must(text => text is null || !text.Any(char.IsControl))
        .WithErrorCode("control_character").WithMessage("One line of text without control characters.");

    public const string SkuDescription = "1 to 64 upper-case letters, digits, '.', '_' and '-', beginning with a letter or digit.";

    public static bool IsSku(string? sku) => sku is { Length: <= Variant.MaxSku } && SkuForm().IsMatch(sku);

    public static void Sku<T>(this IRuleBuilder<T, string?> rule) => rule
        .Must(IsSku).WithErrorCode("invalid_sku").WithMessage(SkuDescription);

    public static void Attributes<T>(this IRuleBuilder<T, IReadOnlyDictionary<string, AttributeValue>?> rule) => rule
        .Must(a => a is null || a.Count <= ProductContent.MaxAttributes)
        .WithErrorCode("too_many").WithMessage($"At most {ProductContent.MaxAttributes} attributes.")
        .Must(a => a is null || a.All(pair => NameForm().IsMatch(pair.Key)))
        .WithErrorCode("invalid_name").WithMessage("A name is 1 to 60 characters without '='.")
        .Must(a => a is null || a.Values.All(IsSane))
        .WithErrorCode("invalid_value").WithMessage($"A value is a number, true, false, or up to {AttributeValue.MaxTexts} texts of up to {AttributeValue.MaxText} characters.");

    public static void Options<T>(this IRuleBuilder<T, IReadOnlyDictionary<string, string>?> rule) => rule
        .Must(o => o is null || o.Count <= Variant.MaxOptions)
        .WithErrorCode("too_many").WithMessage($"At most {Variant.MaxOptions} options.")
        .Must(o => o is null || o.All(pair => NameForm().IsMatch(pair.Key) && IsText(pair.Value, Variant.MaxOption)))
        .WithErrorCode("invalid_option").WithMessage($"An option is a name and a text of 1 to {Variant.MaxOption} characters.");

    public static void Prices<T>(this IRuleBuilder<T, IReadOnlyList<Money>?> rule) => rule
        .Must(p => p is null || p.Count <= Variant.MaxPrices)
        .WithErrorCode("too_many").WithMessage($"At most {Variant.MaxPrices} prices.")
        .Must(p => p is null || p.All(m => m is { MinorUnits: > 0 and <= Variant.MaxMinorUnits }))
        .WithErrorCode("invalid_price").WithMessage("A price is more than 0 and at most 1 000 000 000 000 minor units.")
        .Must(p => p is null || p.DistinctBy(m => m.Currency).Count() == p.Count)
        .WithErrorCode("currency_twice").WithMessage("At most one price in each currency.");

    public static void Rating<T>(this IRuleBuilder<T, Rating?> rule) => rule
        .Must(r => r is null or { Average: >= 0 and <= HighestRating, Count: >= 0 and <= 100_000_000 })
        .WithErrorCode("invalid_rating").WithMessage("An average of 0 to 5 and a count.");

    private static bool IsSane(AttributeValue? value) => value switch
    {
        AttributeValue.Text text => IsText(text.Value, AttributeValue.MaxText),
        AttributeValue.Texts texts => texts.Values.Count is > 0 and <= AttributeValue.MaxTexts && texts.Values.All(t => IsText(t, AttributeValue.MaxText)),
        AttributeValue.Number number => Math.Abs(number.Value) <= 1_000_000_000_000,
        AttributeValue.Flag => true,
        _ => false,
    };

    private static bool IsText(string? text, int maxLength) =>
        !string.IsNullOrWhiteSpace(text) && text.Length <= maxLength && !text.Any(char.IsControl);

    // \z, because $ would also accept a line break at the end.
    [GeneratedRegex(@"^[a-z0-9]+(-[a-z0-9]+)*\z")]
    private static partial Regex SlugForm();

    [GeneratedRegex(@"^[A-Z0-9][A-Z0-9._-]*\z")]
    private static partial Regex SkuForm();

    // '=' stands between name and value where shoppers filter.
    [GeneratedRegex(@"^[^\p{C}\p{Z}=][^\p{C}=]{0,59}\z")]
    private static partial Regex NameForm();
}
