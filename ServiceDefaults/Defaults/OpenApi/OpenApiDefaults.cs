using System.Text.Json.Serialization.Metadata;
using Commerce.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Commerce.Defaults;

/// <summary>The API description, OpenAPI 3.1 at <c>/openapi/v1.json</c>, made from the code.</summary>
internal static class OpenApiDefaults
{
    public const string BearerScheme = "bearer";
    public const string ProblemSchema = "Problem";

    public static void Add(IServiceCollection services, string service)
    {
        services.AddSingleton<SliceSummaries>();
        services.AddOpenApi(options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.CreateSchemaReferenceId = type =>
                OpenApiOptions.CreateDefaultSchemaReferenceId(type) is null ? null : SchemaName(type.Type);
            options.AddSchemaTransformer((schema, context, _) => Describe(schema, context.JsonTypeInfo));
            options.AddOperationTransformer<DescribeOperation>();
            options.AddDocumentTransformer((document, _, _) => DescribeDocument(document, service));
        });
    }

    public static void Map(IEndpointRouteBuilder app) => app.MapOpenApi().AllowAnonymous();

    // Slices all call their bodies Request and Response: the name has to carry the slice, or two routes share one schema.
    private static string SchemaName(Type type)
    {
        var name = type.IsGenericType ? type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)] : type.Name;
        var arguments = string.Concat(type.GetGenericArguments().Select(SchemaName));
        var slice = type.DeclaringType is { } declaring ? SchemaName(declaring) : string.Empty;
        return $"{slice}{name}{(arguments.Length > 0 ? "Of" : string.Empty)}{arguments}";
    }

    private static Task Describe(OpenApiSchema schema, JsonTypeInfo type)
    {
        if ((Nullable.GetUnderlyingType(type.Type) ?? type.Type) == typeof(Money))
        {
            schema.Type = JsonSchemaType.Object | (type.Type == typeof(Money) ? 0 : JsonSchemaType.Null);
            schema.Required = new HashSet<string> { "amount", "currency" };
            schema.Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["amount"] = new OpenApiSchema { Type = JsonSchemaType.String, Pattern = @"^-?\d+(\.\d+)?$" },
                ["currency"] = new OpenApiSchema { Type = JsonSchemaType.String, Pattern = "^[A-Z]{3}$" },
            };
        }

        return Task.CompletedTask;
    }

    private static Task DescribeDocument(OpenApiDocument document, string service)
    {
        document.Info = new OpenApiInfo { Title = $"Commerce {service}", Version = "v1" };
        document.Components ??= new OpenApiComponents();
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        document.Components.Schemas[ProblemSchema] = Problem();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [BearerScheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT" },
        };
        return Task.CompletedTask;
    }

    private static OpenApiSchema Problem() => new()
    {
        Type = JsonSchemaType.Object,
        Description = "A refusal, RFC 9457. Decide by code; detail is for people.",
        Required = new HashSet<string> { "type", "title", "status", "code" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = Text("A stable slug for this kind of refusal."),
            ["title"] = Text("The status in words."),
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer },
            ["detail"] = Text("One sentence for a person."),
            ["code"] = Text("Stable and machine-readable."),
            ["traceId"] = Text("Quote it when you report the refusal."),
            ["errors"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Array,
                Items = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Properties = new Dictionary<string, IOpenApiSchema>
                    {
                        ["pointer"] = Text("JSON pointer (RFC 6901) into the body, or a parameter's name."),
                        ["code"] = Text("What is wrong, machine-readable."),
                        ["detail"] = Text("What is wrong, for a person."),
                    },
                },
            },
        },
    };

    private static OpenApiSchema Text(string description) => new() { Type = JsonSchemaType.String, Description = description };
}
