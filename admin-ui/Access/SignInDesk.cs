namespace Commerce.AdminUi;

/// <summary>What the issuer sent somebody back with, and what only this browser's attempt knows.</summary>
internal sealed record SignInAnswer(string Code, string? Issuer, string Verifier, string Nonce, string RedirectUri);

/// <summary>Turns the issuer's answer into a session of the portal.</summary>
internal sealed class SignInDesk(
    Issuer issuer, IssuerSettings settings, TokenEndpoint tokens, IdTokens idTokens, StaffSessions sessions, TimeProvider clock, ILogger<SignInDesk> log)
{
    /// <param name="replaced">The session that the browser had before, such as one whose proof was not fresh enough.</param>
    public async Task<(StaffSession? Session, string? Refusal)> AdmitAsync(SignInAnswer answer, string? replaced, CancellationToken ct)
    {
        try
        {
            // Another issuer's answer must not be exchanged here (RFC 9207).
            var discovery = await issuer.DescribeAsync(ct);
            if (answer.Issuer is null ? discovery.NamesItselfInAnswers : answer.Issuer != settings.Name)
                return (null, "The answer came from another sign-in service.");
            var given = await tokens.ExchangeCodeAsync(answer.Code, answer.Verifier, answer.RedirectUri, ct);
            if (given.IdToken is null || await idTokens.ReadAsync(given.IdToken, answer.Nonce, ct) is not { } person)
                return (null, "The sign-in service did not say acceptably who you are.");

            var session = StaffSession.Of(person, given, clock.GetUtcNow());
            await sessions.KeepAsync(session);
            if (replaced is not null)
                await ReplaceAsync(replaced, ct);
            return (session, null);
        }
        catch (TokensRefusedException e)
        {
            log.LogWarning("A sign-in was refused with {Error}: {Reason}", e.Error, e.Message);
            return (null, "The sign-in service refused. Signing in takes one attempt at a time.");
        }
        catch (IssuerUnavailableException e)
        {
            log.LogWarning("A sign-in was not finished: {Reason}", e.Message);
            return (null, "The sign-in service does not answer at the moment.");
        }
    }

    private async Task ReplaceAsync(string id, CancellationToken ct)
    {
        var before = await sessions.FindAsync(id);
        await sessions.EndAsync(id);
        if (before?.RefreshToken is { } refreshToken)
            await tokens.GiveBackAsync(refreshToken, ct);
    }
}
