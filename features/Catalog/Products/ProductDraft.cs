using System.Text;
using Commerce.Kernel;
using FluentValidation;

namespace Commerce.Catalog;

/// <summary>What staff send to create a product, alone or in a batch.</summary>
/// <param name="Id">Chosen by the caller so that a retry meets itself, else by the shop.</param>
/// <param name="Slug">The product's name in URLs; made from its name when absent.</param>
/// <param name="Rating">The summary of ratings that another shop system gathered.</param>
/// <param name="Publish">On sale at once.</param>
internal sealed record ProductDraft(
    string Name,
    string Brand,
    Guid CategoryId,
    Guid? Id = null,
    string? Slug = null,
    string? Description = null,
    IReadOnlyDictionary<string, AttributeValue>? Attributes = null,
    IReadOnlyList<ProductDraft.NewVariant>? Variants = null,
    Rating? Rating = null,
    bool Publish = false)
{
    /// <summary>A variant of the new product.</summary>
    public sealed record NewVariant(string Sku, IReadOnlyDictionary<string, string>? Options = null, IReadOnlyList<Money>? Prices = null);

    /// <summary>Decides the new product.</summary>
    public Result<Product> Decide(TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        var content = new ProductContent(
            Slug ?? SlugOf(Name), Name, Description ?? "", Brand, CategoryId, Attributes ?? new Dictionary<string, AttributeValue>());
        Variant[] variants = [.. (Variants ?? []).Select(v => new Variant(v.Sku, v.Options ?? new Dictionary<string, string>(), v.Prices ?? []))];

        var draft = Product.Draft(Id ?? clock.NewId(), content, variants, Rating ?? Catalog.Rating.None, now);
        if (!Publish || draft.Error is not null)
            return draft;
        var published = draft.Value.Publish(now);
        return published.Error is null ? published.Value with { Version = 1 } : published;
    }

    internal static string SlugOf(string name)
    {
        var slug = new StringBuilder(name.Length);
        foreach (var letter in name)
        {
            if (char.IsAsciiLetterOrDigit(letter))
                slug.Append(char.ToLowerInvariant(letter));
            else if (slug.Length > 0 && slug[^1] != '-')
                slug.Append('-');
        }

        var end = Math.Min(slug.Length, ProductContent.MaxSlug);
        return slug.ToString(0, end).Trim('-') is { Length: > 0 } made ? made : "product";
    }

    public sealed class Validator : AbstractValidator<ProductDraft>
    {
        public Validator()
        {
            RuleFor(d => d.Id).NotEqual(Guid.Empty);
            RuleFor(d => d.Slug).Slug();
            RuleFor(d => d.Name).Line(ProductContent.MaxName);
            RuleFor(d => d.Description).MaximumLength(ProductContent.MaxDescription);
            RuleFor(d => d.Brand).Line(ProductContent.MaxBrand);
            RuleFor(d => d.CategoryId).NotEmpty();
            RuleFor(d => d.Attributes).Attributes();
            RuleFor(d => d.Rating).Rating();
            RuleFor(d => d.Variants).Must(v => v is null || v.Count <= Product.MaxVariants)
                .WithErrorCode("too_many").WithMessage($"At most {Product.MaxVariants} variants.");
            RuleForEach(d => d.Variants).NotNull().SetValidator(new VariantValidator());
        }
    }

    private sealed class VariantValidator : AbstractValidator<NewVariant>
    {
        public VariantValidator()
        {
            RuleFor(v => v.Sku).Sku();
            RuleFor(v => v.Options).Options();
            RuleFor(v => v.Prices).Prices();
        }
    }
}
