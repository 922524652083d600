using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;

namespace Commerce.AdminUi;

/// <summary>Whose session a call belongs to: the page's, or the request's where there is no page.</summary>
internal sealed class CurrentSession(AuthenticationStateProvider pages)
{
    private ClaimsPrincipal? _request;

    /// <summary>For endpoints that are no pages.</summary>
    public void Use(ClaimsPrincipal user) => _request = user;

    /// <exception cref="SessionEndedException">Nobody is signed in.</exception>
    public async Task<string> IdAsync()
    {
        var user = _request ?? (await pages.GetAuthenticationStateAsync()).User;
        return user.SessionId() ?? throw new SessionEndedException();
    }
}
