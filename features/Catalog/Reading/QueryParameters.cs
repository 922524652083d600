using Microsoft.OpenApi;

namespace Commerce.Catalog;

/// <summary>A parameter that a handler reads from the query string by itself.</summary>
internal sealed record QueryParameter(string Name, string Description);

internal static class QueryParametersExtensions
{
    /// <summary>Describes the parameters in the API description.</summary>
    public static RouteHandlerBuilder WithQueryParameters(this RouteHandlerBuilder route, params QueryParameter[] parameters) =>
        route.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Parameters ??= [];
            foreach (var parameter in parameters)
            {
                operation.Parameters.Add(new OpenApiParameter
                {
                    Name = parameter.Name,
                    In = ParameterLocation.Query,
                    Description = parameter.Description,
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                });
            }

            return Task.CompletedTask;
        });
}
