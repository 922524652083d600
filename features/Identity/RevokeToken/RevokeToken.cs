using Commerce.Data;

namespace Commerce.Identity;

/// <summary>A client gives a token back (RFC 7009): the session it belongs to ends. The answer is the same whether there was one.</summary>
internal static class RevokeToken
{
    private const string NewSessionId = "UPDATE clients SET session_id = $2 WHERE id = $1 AND session_id = $3";

    public static async Task<IResult> Handle(
        HttpContext http, IssuedTokens tokens, SessionRevocations revocations, Session session, CancellationToken ct)
    {
        var (form, malformed) = await OAuthForm.ReadAsync(http.Request, ct);
        if (malformed is not null)
            return malformed.Answer(http);
        var (client, unknown) = await ClientAuthentication.FindAsync(http.Request, form, session, ct);
        if (client is null)
            return unknown!.Answer(http);
        if (form["token"] is not { } token)
            return OAuthRefusal.Invalid("The parameter token is missing.").Answer(http);

        if (RefreshToken.TryParse(token, out var refreshToken))
        {
            await revocations.EndOfTokenAsync(session, refreshToken, SessionEnds.RevokedByClient, ct, client.Id);
        }
        else if (tokens.ReadAccessToken(token) is { } issued && issued.ClientId == client.Id)
        {
            if (issued.SessionId == client.SessionId)
            {
                session.Write(NewSessionId, client.Id, Guid.CreateVersion7(), client.SessionId);
                revocations.RefuseOwnTokens(session, client);
            }
            else
            {
                await revocations.EndAsync(session, issued.SessionId, issued.Subject, SessionEnds.RevokedByClient, ct);
            }
        }

        await session.CommitAsync(ct);
        return TypedResults.Ok();
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPost($"{PublicAddresses.Protocol}/revoke", Handle)
        .AllowAnonymous()
        .ExcludeFromDescription(); // the protocol describes it
}
