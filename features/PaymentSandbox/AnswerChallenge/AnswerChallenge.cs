using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace Commerce.PaymentSandbox;

/// <summary>The shopper approves the charge or fails the check; the first answer counts.</summary>
internal static class AnswerChallenge
{
    private const string Answer = """
        UPDATE charges SET status = CASE WHEN $2 THEN 'authorized' ELSE 'declined' END,
                           decline_code = CASE WHEN $2 THEN NULL ELSE 'authentication_failed' END
        WHERE challenge = $1 AND status = 'requires_action' RETURNING true
        """;

    public static async Task<IResult> Handle(
        string challenge, [FromForm] string? outcome, NpgsqlDataSource database, HttpResponse response, CancellationToken ct)
    {
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'";
        if (!MerchantAccess.IsUsable(challenge))
            return ChallengePage.Unknown();
        if (outcome is not ("approve" or "fail"))
            return ChallengePage.NoChoice();

        var approved = outcome == "approve";
        return await database.ReadOneAsync(Answer, row => row.GetBoolean(0), ct, challenge, approved)
            ? ChallengePage.Done(approved)
            : ChallengePage.Over();
    }

    // No cookie authenticates this form, so there is nothing that a forged post could borrow.
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/sandbox/3ds/{challenge}", Handle).AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
}
