using Commerce.Data;
using Commerce.Kernel;

namespace Commerce.Identity;

/// <summary>Another issuer sends somebody back: to go on to their application, or to have that login linked to their account.</summary>
internal static class FinishExternalLogin
{
    private const int MaxCodeLength = 4096;

    public static async Task<IResult> Handle(
        string provider, HttpContext http, ExternalProviders providers, ExternalAttempts attempts, ProviderClient client, ExternalAccounts logins,
        ExternalReturn back, Session session, CancellationToken ct)
    {
        var told = new OAuthForm(http.Request.Query);
        if (providers.Find(provider) is not { } known)
            return SignInPages.Error(http, ExternalLoginErrors.UnknownProvider.Detail);
        if (await attempts.UseAsync(http, known, told["state"], session, ct) is not { } attempt)
            return SignInPages.Error(http, ExternalLoginErrors.Stale.Detail);
        var person = await AskAsync(client, known, told, attempt, ct);
        if (attempt.Query is { } query)
            return await back.GoOnAsync(http, query, person.Error is { } refusal ? refusal : await SignInAsync(logins, session, known, person.Value, ct), session, ct);
        return person.Error is { } failed
            ? SignInPages.Error(http, failed.Detail)
            : await LinkAsync(http, logins, session, known, person.Value, attempt.SessionId!.Value, ct);
    }

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet($"{PublicAddresses.External}/{{provider}}/callback", Handle).AllowAnonymous().ExcludeFromDescription();

    // What the provider says of an error is for nobody's eyes: it could be anybody's words.
    private static async Task<Result<ExternalPerson>> AskAsync(
        ProviderClient client, ExternalProvider provider, OAuthForm told, ExternalAttempt attempt, CancellationToken ct)
    {
        if (told.RepeatsAny || told["error"] is not null || told["code"] is not { Length: <= MaxCodeLength } code)
            return ExternalLoginErrors.Refused(provider);
        if (provider.IsOpenIdConnect && told["iss"] is { } issuer && issuer.TrimEnd('/') != provider.Authority)
            return ExternalLoginErrors.Refused(provider); // RFC 9207: somebody else's answer
        return await client.RedeemAsync(provider, code, attempt, ct) is { Subject.Length: <= ExternalAccounts.MaxSubjectLength } person
            ? person
            : ExternalLoginErrors.Unavailable(provider);
    }

    private static async Task<Result<FirstFactor>> SignInAsync(
        ExternalAccounts logins, Session session, ExternalProvider provider, ExternalPerson person, CancellationToken ct)
    {
        try
        {
            return await logins.SignInAsync(session, provider, person, ct);
        }
        catch (ConflictException meanwhile)
        {
            return meanwhile.Refusal;
        }
    }

    private static async Task<IResult> LinkAsync(
        HttpContext http, ExternalAccounts logins, Session session, ExternalProvider provider, ExternalPerson person, Guid sessionId, CancellationToken ct)
    {
        try
        {
            await logins.LinkAsync(session, provider, person, sessionId, ct);
            return SignInPages.Linked(http, provider.DisplayName);
        }
        catch (ConflictException taken)
        {
            return SignInPages.Error(http, taken.Refusal.Detail);
        }
    }
}
