using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Commerce.Defaults;

/// <summary><c>/alive</c>: the process runs. <c>/health</c>: it can do its work, and wants to be sent requests.</summary>
internal static class HealthEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/alive", () => TypedResults.Text("alive")).AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/health", AnswerAsync).AllowAnonymous().ExcludeFromDescription();
    }

    // Only what this instance itself needs: a service whose neighbour is down still answers, degraded.
    private static async Task<IResult> AnswerAsync(HttpContext http, IHostApplicationLifetime lifetime, CancellationToken ct)
    {
        var database = http.RequestServices.GetService<DatabaseReadiness>();
        var ready = database is null || await database.IsReadyAsync(ct);
        var state = lifetime.ApplicationStopping.IsCancellationRequested ? "stopping" : ready ? "healthy" : "unhealthy";
        return TypedResults.Json(
            new { status = state, database = database is null ? "none" : ready ? "reachable" : "unreachable" },
            statusCode: state == "healthy" ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
