using Microsoft.AspNetCore.Mvc;

namespace Commerce.AdminUi;

/// <summary>Somebody's archive on its way from the API to the browser of whoever may fetch it.</summary>
internal static class FetchExport
{
    public static string Address(Guid customerId, Guid exportId) => $"customers/{customerId}/exports/{exportId}.zip";

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/customers/{customerId:guid}/exports/{exportId:guid}.zip", HandleAsync).RequireAuthorization();

    private static async Task<IResult> HandleAsync(
        Guid customerId, Guid exportId, HttpContext http, [FromServices] CurrentSession session, [FromServices] CustomersClient customers, CancellationToken ct)
    {
        session.Use(http.User);
        try
        {
            var archive = await customers.ArchiveAsync(customerId, exportId, ct);
            http.Response.Headers.CacheControl = "no-store";
            return TypedResults.File(archive, "application/zip", $"personal-data-{ShortId.Of(customerId)[1..]}.zip");
        }
        catch (GatewayException e) when (e.Problem.AsksForProof)
        {
            return TypedResults.LocalRedirect(SignIn.Address("/" + Address(customerId, exportId), e.Problem.MaxAge, e.Problem.Level));
        }
        catch (GatewayException e)
        {
            return ErrorPages.Failed(e.Problem);
        }
        catch (SessionEndedException)
        {
            return TypedResults.LocalRedirect(SignIn.Address($"/customers/{customerId}"));
        }
    }
}
