using FluentValidation;

namespace Commerce.Catalog;

/// <summary>The shape that a category's fields must have.</summary>
internal static class CategoryRules
{
    public static void CategoryName<T>(this IRuleBuilder<T, string?> rule) => rule.Line(Category.MaxName);

    public static void CategoryIndex<T>(this IRuleBuilder<T, int?> rule) => rule.InclusiveBetween(0, Category.MaxCategories);
}
