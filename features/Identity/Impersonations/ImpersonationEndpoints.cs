namespace Commerce.Identity;

/// <summary>Seeing the shop as a shopper does.</summary>
internal static class ImpersonationEndpoints
{
    public static void MapImpersonations(this IEndpointRouteBuilder app)
    {
        StartImpersonation.Map(app);
        EndImpersonation.Map(app);
        ListImpersonations.Map(app);
    }
}
