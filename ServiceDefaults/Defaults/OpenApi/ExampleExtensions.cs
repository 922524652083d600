using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Commerce.Defaults;

/// <summary>Examples for the API description.</summary>
public static class ExampleExtensions
{
    /// <summary>Shows a request and what it is answered with. Documents the answer's type too, unless the route already does.</summary>
    /// <param name="request">Null for calls without a body.</param>
    /// <param name="status">The status of the answer, if it is not the route's first documented success, or 200.</param>
    public static RouteHandlerBuilder WithExample(this RouteHandlerBuilder route, object? request, object? response, int? status = null)
    {
        ArgumentNullException.ThrowIfNull(route);
        route.Finally(endpoint =>
        {
            var documented = endpoint.Metadata.OfType<IProducesResponseTypeMetadata>()
                .FirstOrDefault(p => status is null ? p.StatusCode is >= 200 and < 300 : p.StatusCode == status);
            var answered = documented?.StatusCode ?? status ?? (response is null ? StatusCodes.Status204NoContent : StatusCodes.Status200OK);
            if (documented is null)
                endpoint.Metadata.Add(new ProducesResponseTypeMetadata(answered, response?.GetType() ?? typeof(void), response is null ? [] : ["application/json"]));
            endpoint.Metadata.Add(new ExampleMetadata(request, response, answered));
        });
        return route;
    }
}

/// <summary>Endpoint metadata: an example of the operation.</summary>
public sealed record ExampleMetadata(object? Request, object? Response, int Status);
