using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using Commerce.Kernel;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Inventory;

/// <summary>Anybody asks for many SKUs at once, such as a cart or a list of products.</summary>
internal static class ListAvailability
{
    /// <param name="Unknown">SKUs that no warehouse ever had.</param>
    public sealed record Response(IReadOnlyList<Availability> Items, IReadOnlyList<string> Unknown);

    public static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(
        string? skus, ClaimsPrincipal user, Session session, HttpResponse http, CancellationToken ct)
    {
        var wanted = Read(skus);
        if (wanted.Error is { } refusal)
            return refusal.ToProblem();

        var items = await Availability.ReadAsync(session, wanted.Value, user.HasPermission(Permissions.Read), ct);
        http.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new Response(items, [.. wanted.Value.Except(items.Select(i => i.Sku), StringComparer.Ordinal)]));
    }

    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/inventory", Handle)
        .WithName(nameof(ListAvailability))
        .AllowAnonymous()
        .MoreWith(Permissions.Read)
        .WithExample(null, new Response([new("LAMP-OAK", 12, true, null), new("LAMP-ASH", 0, false, null)], ["LAMP-ELM"]));

    private static Result<string[]> Read(string? skus)
    {
        var wanted = (skus ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Distinct(StringComparer.Ordinal).ToArray();
        return wanted.Length is >= 1 and <= Limit.Shoppers && Array.TrueForAll(wanted, Sku.IsValid)
            ? wanted
            : new Error(422, "validation_failed", "Say which SKUs.")
            {
                Fields = [new("skus", "invalid", $"Must be 1 to {Limit.Shoppers} SKUs separated by commas, each {Sku.Rule}.")],
            };
    }
}
