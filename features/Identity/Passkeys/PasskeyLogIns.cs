using Commerce.Data;
using Commerce.Kernel;
using Microsoft.Extensions.Options;

namespace Commerce.Identity;

/// <summary>Signs people in by a passkey alone. It is two factors: the device, and the PIN, finger or face that the device checks.</summary>
internal sealed class PasskeyLogIns(
    PasskeyBook passkeys, SecondFactors secondFactors, LoginSessions sessions, LoginTries tries, LoginNotices notices, RefusedLogIns refused,
    IOptions<AccountOptions> options)
{
    /// <summary>Counts a try and starts the session of whoever's passkey it is, and commits; or refuses.</summary>
    public async Task<Result<SignedIn>> SignInAsync(HttpContext http, Session session, PasskeyAnswer answer, CancellationToken ct)
    {
        var signedIn = await CheckAsync(http, session, answer, ct);
        if (signedIn.Error is { } refusal)
            refused.Note(refusal, RefusedLogIns.WrongPasskey);
        return signedIn;
    }

    /// <summary>Answers a login's question for a second factor: starts the session and commits, or refuses.</summary>
    /// <exception cref="ConflictException">The challenge was used up meanwhile; nothing was written.</exception>
    public Task<Result<SignedIn>> CompleteAsync(HttpContext http, Session session, string challenge, PasskeyAnswer answer, CancellationToken ct) =>
        secondFactors.VerifyAsync(
            session,
            challenge,
            async asked =>
            {
                var proved = await passkeys.ProveFactorAsync(http, session, PasskeyPurpose.SecondFactor(asked.UserId, asked.Challenge), answer, ct);
                return proved.Error is { } refusal ? refusal : (string[])[.. asked.Amr.Union(proved.Value.Amr)];
            },
            ct);

    private async Task<Result<SignedIn>> CheckAsync(HttpContext http, Session session, PasskeyAnswer answer, CancellationToken ct)
    {
        // Counted by what the client says it uses: whose it is shows only when it has proved right.
        var tried = await tries.TakeAsync(session, $"passkey|{answer.CredentialId}", http.Connection.RemoteIpAddress, ct);
        if (tried.Error is { } tooMany)
            return tooMany;
        var proved = await passkeys.ProveAsync(http, session, PasskeyPurpose.SignIn, answer, ct);
        if (proved.Error is { } refusal)
            return refusal;
        if (options.Value.ConfirmBeforeLogin && !proved.Value.IsConfirmed)
        {
            await session.DisposeAsync();
            return PasskeyErrors.NotAccepted;
        }

        LoginTries.Succeeded(session, tried.Value);
        await notices.NoticeAsync(session, proved.Value.UserId, ct);
        var (userId, amr) = (proved.Value.UserId, proved.Value.Amr);
        var signedIn = sessions.Start(session, userId, await secondFactors.RolesAsync(session, userId, amr, ct), amr);
        await session.CommitAsync(ct);
        return signedIn;
    }
}
