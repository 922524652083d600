using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;

namespace Commerce.Defaults;

/// <summary>Adds to each operation what its endpoint's metadata tells: who may call it, how it may be refused, an example.</summary>
internal sealed class DescribeOperation(SliceSummaries summaries, IOptions<JsonOptions> json) : IOpenApiOperationTransformer
{
    private const string JsonContent = "application/json";

    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<MethodInfo>().FirstOrDefault() is { DeclaringType: { } slice } handler)
        {
            operation.OperationId ??= NameOf(slice, handler);
            operation.Summary ??= summaries.Of(slice);
        }

        Parameters(operation, metadata);
        Authorization(operation, context.Description.HttpMethod ?? "", metadata, context.Document!);
        Refusals(operation, metadata, context);
        Examples(operation, metadata);
        return Task.CompletedTask;
    }

    // A slice with two routes has two handlers, Handle and HandleSomehow: ids are unique, or generated clients do not compile.
    private static string NameOf(Type slice, MethodInfo handler) =>
        handler.Name.StartsWith("Handle", StringComparison.Ordinal) ? slice.Name + handler.Name["Handle".Length..] : slice.Name;

    private static void Parameters(OpenApiOperation operation, IList<object> metadata)
    {
        if (metadata.OfType<IdempotencyMetadata>().FirstOrDefault() is { } idempotency)
            AddHeader(operation, "Idempotency-Key", idempotency.Required, "Your own choice, 1 to 255 visible ASCII characters. Repeat the call with it to get the first answer again.");
        if (metadata.OfType<IfMatchMetadata>().Any())
            AddHeader(operation, "If-Match", true, "The ETag that you read.");
    }

    private static void AddHeader(OpenApiOperation operation, string name, bool required, string description)
    {
        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = name,
            In = ParameterLocation.Header,
            Required = required,
            Description = description,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        });
    }

    private static void Authorization(OpenApiOperation operation, string method, IList<object> metadata, OpenApiDocument document)
    {
        operation.Security = NeedsToken(metadata)
            ? [new() { [new OpenApiSecuritySchemeReference(OpenApiDefaults.BearerScheme, document)] = [] }]
            : []; // not left out: everybody may, on purpose
        if (metadata.OfType<PermissionMetadata>().FirstOrDefault() is { Permission: var permission })
            Tell(operation, "x-permission", permission, $"Needs the permission `{permission}`.");
        if (metadata.OfType<OwnerMetadata>().FirstOrDefault() is { Declared: var instead } own)
        {
            Tell(operation, "x-own", instead?.Name ?? "", instead is null ? null : $"For others' things it needs the permission `{instead.Name}`.");
            if (own.SeenWith is { Name: var seen })
                Tell(operation, "x-own-seen-with", seen, null);
        }

        if (metadata.OfType<StaffMetadata>().Any())
            Tell(operation, "x-staff", "", "For those who work here.");
        if (Impersonation.Admits(method, metadata))
            Tell(operation, "x-while-impersonating", "allowed", null);
        if (metadata.OfType<MoreWithMetadata>().FirstOrDefault() is { Declared.Name: var more })
            Tell(operation, "x-more-with", more, $"The permission `{more}` shows more.");
    }

    private static void Tell(OpenApiOperation operation, string extension, string value, string? sentence)
    {
        operation.AddExtension(extension, new JsonNodeExtension(value));
        if (sentence is not null)
            operation.Description = $"{operation.Description} {sentence}".TrimStart();
    }

    private static bool NeedsToken(IList<object> metadata) =>
        !metadata.OfType<IAllowAnonymous>().Any() && (metadata.OfType<IAuthorizeData>().Any() || metadata.OfType<AuthorizationPolicy>().Any());

    private static void Refusals(OpenApiOperation operation, IList<object> metadata, OpenApiOperationTransformerContext context)
    {
        var refusals = new SortedDictionary<int, string>();
        if (operation.Parameters?.Count > 0 || operation.RequestBody is not null)
            refusals[400] = "The request is malformed.";
        if (NeedsToken(metadata))
            refusals[401] = "There is no acceptable token.";
        if (metadata.OfType<PermissionMetadata>().Any())
            refusals[403] = "The permission is missing.";
        if (operation.Parameters?.Any(p => p.In == ParameterLocation.Path) == true)
            refusals[404] = "There is no such thing, or it is somebody else's.";
        if (operation.RequestBody is not null)
            (refusals[413], refusals[415]) = ("The body is too large.", "The body is not JSON.");
        refusals[429] = "Too many requests; Retry-After tells when to go on.";
        refusals[503] = "Not at the moment; Retry-After tells when to try again.";
        foreach (var known in metadata.OfType<ProducesProblem>())
            refusals[known.Status] = known.When;

        operation.Responses ??= [];
        foreach (var (status, when) in refusals)
            operation.Responses[$"{status}"] = Refusal(status, when, context.Document!);
    }

    private static OpenApiResponse Refusal(int status, string when, OpenApiDocument document) => new()
    {
        Description = $"{ReasonPhrases.GetReasonPhrase(status)}. {when}",
        Content = new Dictionary<string, OpenApiMediaType>
        {
            [Problem.ContentType] = new() { Schema = new OpenApiSchemaReference(OpenApiDefaults.ProblemSchema, document) },
        },
    };

    private void Examples(OpenApiOperation operation, IList<object> metadata)
    {
        foreach (var example in metadata.OfType<ExampleMetadata>())
        {
            if (example.Request is { } request && operation.RequestBody?.Content?.TryGetValue(JsonContent, out var body) == true)
                body.Example = Node(request);
            if (example.Response is { } response && operation.Responses?.GetValueOrDefault($"{example.Status}")?.Content is { } content)
                foreach (var media in content.Values)
                    media.Example = Node(response);
        }
    }

    private JsonNode? Node(object example) => JsonSerializer.SerializeToNode(example, example.GetType(), json.Value.SerializerOptions);
}
