using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace Commerce.AdminUi;

/// <summary>Who sits before an open page, looked at again and again: signed out in one tab is signed out in all of them.</summary>
internal sealed class WatchedAuthenticationState : RevalidatingServerAuthenticationStateProvider
{
    private readonly StaffSessions _sessions;

    public WatchedAuthenticationState(StaffSessions sessions, ILoggerFactory logs)
        : base(logs)
    {
        _sessions = sessions;
        _sessions.Ended += OnEnded;
    }

    // What ended on another replica is noticed this late at most; on this one at once.
    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(10);

    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken) =>
        authenticationState.User.SessionId() is { } id && await _sessions.FindAsync(id) is not null;

    protected override void Dispose(bool disposing)
    {
        _sessions.Ended -= OnEnded;
        base.Dispose(disposing);
    }

    private void OnEnded(string id, bool byThePerson) => _ = CloseAsync(id, byThePerson);

    private async Task CloseAsync(string id, bool byThePerson)
    {
        if ((await GetAuthenticationStateAsync()).User.SessionId() == id)
            SetAuthenticationState(Task.FromResult(new AuthenticationState(byThePerson ? PortalCookie.Gone : new ClaimsPrincipal(new ClaimsIdentity()))));
    }
}
