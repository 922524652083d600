using System.Buffers;
using System.Globalization;
using System.Text;
using Commerce.Defaults;
using FluentValidation;
using Npgsql;

namespace Commerce.Catalog;

/// <summary>Many products' pages in one call, each with its own status; for carts and comparison pages.</summary>
internal static class BatchGetProducts
{
    public const int MaxIds = 100;

    public sealed record Request(IReadOnlyList<Guid> Ids, string? Fields = null);

    public sealed record Response(IReadOnlyList<ItemResult> Items);

    /// <param name="Status">200, or 404 without a product.</param>
    public sealed record ItemResult(Guid Id, int Status, ProductDetails? Product);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.Ids).NotEmpty().Must(ids => ids is null || ids.Count <= MaxIds)
            .WithErrorCode("too_many").WithMessage($"At most {MaxIds} ids.");
    }

    public static async Task<IResult> Handle(Request request, HttpContext http, NpgsqlDataSource database, CancellationToken ct)
    {
        var fields = FieldSelection.Parse(request.Fields, CatalogJson.Compact.ProductDetails);
        if (fields.Error is { } refusal)
            return refusal.ToProblem();

        var onSaleOnly = !http.User.HasPermission(CatalogPermissions.Read);
        var found = await database.ReadProductsAsync([.. request.Ids.Distinct()], onSaleOnly, ct);
        return Results.Bytes(Json(request.Ids, found, fields.Value), "application/json; charset=utf-8");
    }

    private static byte[] Json(IReadOnlyList<Guid> ids, Dictionary<Guid, byte[]> found, FieldSelection? fields)
    {
        var body = new ArrayBufferWriter<byte>();
        body.Write("{\"items\":["u8);
        for (var i = 0; i < ids.Count; i++)
        {
            var product = found.GetValueOrDefault(ids[i]);
            var head = string.Create(
                CultureInfo.InvariantCulture, $"{(i == 0 ? "" : ",")}{{\"id\":\"{ids[i]}\",\"status\":{(product is null ? 404 : 200)},\"product\":");
            Encoding.UTF8.GetBytes(head, body);
            body.Write(product is null ? "null"u8 : fields?.Apply(product) ?? product);
            body.Write("}"u8);
        }

        body.Write("]}"u8);
        return body.WrittenSpan.ToArray();
    }

    public static void Map(IEndpointRouteBuilder app) => app.MapPost("/api/v1/products/batch-get", Handle)
        .Validate(new Validator())
        .AllowAnonymous()
        .MoreWith(CatalogPermissions.Read)
        .Produces<Response>()
        .WithExample(
            new Request([Examples.Product.Id]),
            new Response([new ItemResult(Examples.Product.Id, StatusCodes.Status200OK, Examples.Product)]));
}
