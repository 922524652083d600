using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>The caller sees which second factors they have, and how many recovery codes are left.</summary>
internal static class ListSecondFactors
{
    /// <param name="SentTo">For codes that are sent: as much of the address or number as its owner needs to know it again.</param>
    public sealed record Item(string Method, DateTimeOffset EnrolledAt, DateTimeOffset? LastUsedAt, string? SentTo = null);

    public sealed record Response(IReadOnlyList<Item> Factors, long RecoveryCodesLeft);

    private const string Select = """
        SELECT method, confirmed_at, last_used_at FROM second_factors WHERE user_id = $1 AND confirmed_at IS NOT NULL
        UNION ALL SELECT 'passkey', min(created_at), max(last_used_at) FROM passkeys WHERE user_id = $1 HAVING count(*) > 0
        ORDER BY 2
        """;

    private const string CountCodes = "SELECT count(*) FROM recovery_codes WHERE user_id = $1 AND used_at IS NULL";

    public static async Task<Ok<Response>> Handle(ClaimsPrincipal user, SentFactors sentFactors, Session session, CancellationToken ct)
    {
        var factors = await session.QueryAsync(
            Select,
            row => new Item(row.GetString(0), row.GetFieldValue<DateTimeOffset>(1), row.IsDBNull(2) ? null : row.GetFieldValue<DateTimeOffset>(2)),
            ct,
            user.UserId());
        for (var i = 0; i < factors.Count; i++)
            if (FactorMethods.IsSent(factors[i].Method))
                factors[i] = factors[i] with { SentTo = await sentFactors.TargetOfAsync(session, user.UserId(), factors[i].Method, ct) };
        return TypedResults.Ok(new Response(factors, await session.QuerySingleAsync(CountCodes, row => row.GetInt64(0), ct, user.UserId())));
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapGet("/api/v1/users/me/second-factors", Handle)
        .RequireOwner()
        .WithExample(null, new Response([new(FactorMethods.Totp, Profile.Example.RegisteredAt, null), new(FactorMethods.Sms, Profile.Example.RegisteredAt, null, SentCode.Example.SentTo)], 10));
}
