using Npgsql;

namespace Commerce.PaymentSandbox;

/// <summary>A shopper opens the 3-D Secure page of a charge that needs it.</summary>
internal static class ShowChallenge
{
    private const string Find = $"SELECT {Charge.Columns} FROM charges c WHERE c.challenge = $1";

    public static async Task<IResult> Handle(
        string challenge, NpgsqlDataSource database, Sandbox sandbox, HttpResponse response, CancellationToken ct)
    {
        var charge = MerchantAccess.IsUsable(challenge)
            ? await database.ReadOneAsync(Find, row => Charge.Read(row, sandbox), ct, challenge)
            : null;
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'self'";
        return charge switch
        {
            null => ChallengePage.Unknown(),
            { Status: ChargeStatus.RequiresAction } => ChallengePage.Question(charge),
            _ => ChallengePage.Over(),
        };
    }

    // Whoever holds the unguessable address is the shopper it was made for.
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/sandbox/3ds/{challenge}", Handle).AllowAnonymous().ExcludeFromDescription();
}
