namespace Commerce.Catalog;

/// <summary>Every use case of the catalogue.</summary>
internal static class CatalogEndpoints
{
    public static void MapCatalog(this IEndpointRouteBuilder app)
    {
        ListProducts.Map(app);
        GetProduct.Map(app);
        BatchGetProducts.Map(app);
        ListCategories.Map(app);
        GetCategory.Map(app);

        ListAllProducts.Map(app);
        ReviseProduct.Map(app);
        ListChanges.Map(app);
        PreviewChange.Map(app);
        ChangeProducts.Map(app);
        UndoChange.Map(app);

        CreateProduct.Map(app);
        CreateProducts.Map(app);
        EditProduct.Map(app);
        DeleteProduct.Map(app);
        PublishProduct.Map(app);
        WithdrawProduct.Map(app);
        PutVariant.Map(app);
        RemoveVariant.Map(app);
        SetPrices.Map(app);

        CreateCategory.Map(app);
        RenameCategory.Map(app);
        MoveCategory.Map(app);
        DeleteCategory.Map(app);
    }
}
