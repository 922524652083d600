using FluentValidation;

namespace Commerce.Catalog;

/// <summary>A request that says all of what editors write about a product.</summary>
internal interface IProductContent
{
    string Slug { get; }

    string Name { get; }

    string Description { get; }

    string Brand { get; }

    Guid CategoryId { get; }

    IReadOnlyDictionary<string, AttributeValue> Attributes { get; }
}

/// <summary>What every such request must keep to: nothing may be left out.</summary>
internal sealed class ProductContentRules : AbstractValidator<IProductContent>
{
    public ProductContentRules()
    {
        RuleFor(r => r.Slug).NotEmpty();
        RuleFor(r => r.Slug).Slug();
        RuleFor(r => r.Name).Line(ProductContent.MaxName);
        RuleFor(r => r.Description).NotNull().MaximumLength(ProductContent.MaxDescription);
        RuleFor(r => r.Brand).Line(ProductContent.MaxBrand);
        RuleFor(r => r.CategoryId).NotEmpty();
        RuleFor(r => r.Attributes).NotNull();
        RuleFor(r => r.Attributes).Attributes();
    }
}
