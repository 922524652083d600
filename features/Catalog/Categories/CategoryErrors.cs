using Commerce.Kernel;

namespace Commerce.Catalog;

internal static class CategoryErrors
{
    public static Error NotFound(object id) => new(404, "catalog.category_not_found", $"There is no category {id}.");

    public static Error SlugTaken(string slug) => new(409, "catalog.category_slug_taken", $"Another category has the slug '{slug}'.");

    public static Error IdTaken(Guid id) => new(409, "catalog.category_id_taken", $"Category {id} exists already.");

    public static Error Cycle(Guid id) => new(409, "catalog.category_cycle", $"Category {id} cannot be moved below itself.");

    public static Error TooDeep { get; } = new(409, "catalog.category_too_deep", $"Categories go at most {Category.MaxDepth} levels deep.");

    public static Error TooMany { get; } = new(409, "catalog.too_many_categories", $"There are {Category.MaxCategories} categories, which is the limit.");

    public static Error HasChildren(Guid id) => new(409, "catalog.category_has_children", $"Category {id} has categories below it.");

    public static Error HasProducts(Guid id) => new(409, "catalog.category_has_products", $"Category {id} has products. Move them first.");

    public static Error UnknownParent(Guid id) => new(422, "catalog.unknown_parent", $"There is no category {id}.")
    {
        Fields = [new FieldError("/parentId", "catalog.unknown_parent", $"There is no category {id}.")],
    };
}
