using System.Text.Json.Nodes;
using Commerce.Data;
using Commerce.Defaults;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Commerce.Identity;

/// <summary>Somebody without an account any more sees that they were forgotten everywhere, by the receipt they were given.</summary>
internal static class GetErasureReceipt
{
    /// <param name="Certificate">Signed by the issuer (JWS, ES256), and the same to read. Null until every context has answered.</param>
    public sealed record Response(ErasureView Erasure, string? Certificate, JsonNode? Contexts);

    public static async Task<IResult> Handle(string receipt, HttpResponse response, Session session, CancellationToken ct)
    {
        response.Headers.CacheControl = "no-store";
        var found = await session.QuerySingleAsync(
            $"SELECT {ErasureView.Columns}, certificate FROM account_erasures WHERE receipt_hash = $1",
            row => new Response(ErasureView.Read(row), row.IsDBNull(5) ? null : row.GetString(5), null), ct, ErasureReceipt.Hash(receipt));
        return found is null
            ? PersonalDataErrors.NoReceipt.ToProblem()
            : TypedResults.Ok(found with { Contexts = found.Certificate is { } certificate ? ContextsOf(certificate) : null });
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapGet("/api/v1/auth/erasures/{receipt}", Handle)
        .AllowAnonymous()
        .WithSummary("How far an erasure is, and its certificate")
        .Produces<Response>()
        .WithExample(null, new Response(
            ErasureView.Example with { Status = "completed", CompletedAt = ErasureView.Example.DueAt }, "eyJhbGciOiJFUzI1NiJ9…",
            JsonNode.Parse("""[{"context":"ordering","stores":[{"store":"shipping addresses","what":"deleted","rows":3}]}]""")));

    private static JsonNode? ContextsOf(string certificate) =>
        JsonNode.Parse(Base64UrlEncoder.Decode(new JsonWebToken(certificate).EncodedPayload))!["contexts"]?.DeepClone();
}
