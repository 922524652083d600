namespace Commerce.Catalog;

/// <summary>Marks the calls that change what shoppers read.</summary>
internal static class ChangesCatalogueExtensions
{
    /// <summary>
    /// Forgets this replica's cached answers before the caller learns that the change is done, so that editors read their own writes.
    /// The other replicas, and this one if the call breaks off, hear of it from the database.
    /// </summary>
    public static RouteHandlerBuilder ChangesCatalogue(this RouteHandlerBuilder route) => route.AddEndpointFilter(async (call, next) =>
    {
        var result = await next(call);
        call.HttpContext.RequestServices.GetRequiredService<ResponseCache>().Invalidate();
        return result;
    });
}
