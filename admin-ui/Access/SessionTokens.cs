using System.Collections.Concurrent;

namespace Commerce.AdminUi;

/// <summary>
/// A session's access token, renewed before it ends. A refresh token is good once and its second use ends everything, so only one refresh
/// is under way per session, in all replicas together, and it is not cut short when the page that wanted it is left.
/// </summary>
internal sealed class SessionTokens(StaffSessions sessions, SessionVault vault, TokenEndpoint endpoint, TimeProvider clock, ILogger<SessionTokens> log)
{
    private static readonly TimeSpan LockFor = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly ConcurrentDictionary<string, Lazy<Task<StaffSession>>> _refreshing = new(StringComparer.Ordinal);

    /// <exception cref="SessionEndedException">They have to sign in again.</exception>
    /// <exception cref="IssuerUnavailableException">The issuer was not reached; the session goes on when it is.</exception>
    public async Task<string> AccessTokenAsync(string sessionId, CancellationToken ct)
    {
        var session = await sessions.FindAsync(sessionId) ?? throw new SessionEndedException();
        if (IsFresh(session))
            return session.AccessToken;
        var refresh = _refreshing.GetOrAdd(sessionId, id => new(() => RefreshAsync(id)));
        return (await refresh.Value.WaitAsync(ct)).AccessToken;
    }

    private bool IsFresh(StaffSession session) => clock.GetUtcNow() < session.RenewAt;

    private async Task<StaffSession> RefreshAsync(string id)
    {
        try
        {
            return await InTurnAsync(id);
        }
        finally
        {
            _refreshing.TryRemove(id, out _);
        }
    }

    private async Task<StaffSession> InTurnAsync(string id)
    {
        var (turn, owner) = (StaffSessions.TurnOf(id), StaffSession.NewId());
        var deadline = clock.GetUtcNow() + LockFor;
        while (!await vault.TryLockAsync(turn, owner, LockFor))
        {
            // Whoever has it may have renewed the session meanwhile. When nobody can tell, signing in anew is safe and refreshing is not.
            if (!vault.IsShared || clock.GetUtcNow() > deadline)
                throw await EndAsync(id, "no turn to refresh");
            await Task.Delay(Pause, clock);
        }

        try
        {
            var session = await sessions.FindAsync(id) ?? throw new SessionEndedException();
            return IsFresh(session) ? session : await RenewAsync(session);
        }
        finally
        {
            await vault.UnlockAsync(turn, owner);
        }
    }

    private async Task<StaffSession> RenewAsync(StaffSession session)
    {
        if (session.RefreshToken is not { } refreshToken)
            throw await EndAsync(session.Id, "no refresh token");
        try
        {
            var renewed = session.With(await endpoint.RefreshAsync(refreshToken, CancellationToken.None), clock.GetUtcNow());
            await sessions.KeepAsync(renewed);
            return renewed;
        }
        catch (TokensRefusedException e)
        {
            throw await EndAsync(session.Id, e.Message);
        }
        catch (IssuerUnavailableException e) when (e.MayHaveArrived)
        {
            throw await EndAsync(session.Id, e.Message); // the token may be used up: it must not be tried again
        }
    }

    private async Task<SessionEndedException> EndAsync(string id, string reason)
    {
        log.LogInformation("A session has ended: {Reason}", reason);
        await sessions.EndAsync(id);
        return new SessionEndedException();
    }
}

/// <summary>The person has to sign in again.</summary>
internal sealed class SessionEndedException() : Exception("You are signed out.");
