using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;

namespace Commerce.Defaults;

/// <summary>What a caller may do, by the permissions that the caller's roles grant at this moment.</summary>
public static class Permission
{
    /// <summary>Claim type of each granted permission.</summary>
    internal const string ClaimType = "permission";

    /// <summary>Lets only callers with the permission pass: 401 without a valid token, 403 without the permission.</summary>
    public static TBuilder RequirePermission<TBuilder>(this TBuilder endpoint, string permission)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint
            .WithMetadata(new PermissionMetadata(permission))
            .RequireAuthorization(new AuthorizationPolicyBuilder()
                .RequireAuthenticatedUser()
                .RequireClaim(ClaimType, permission)
                .Build());

    /// <summary>For decisions inside a handler.</summary>
    public static bool HasPermission(this ClaimsPrincipal user, string permission)
    {
        ArgumentNullException.ThrowIfNull(user);
        return user.HasClaim(ClaimType, permission);
    }

    /// <summary>The signed-in caller.</summary>
    /// <exception cref="InvalidOperationException">Nobody is signed in: the endpoint lacks its authorisation rule.</exception>
    public static Guid UserId(this ClaimsPrincipal user) =>
        user.TryUserId() ?? throw new InvalidOperationException("Nobody is signed in.");

    /// <summary>The caller if signed in.</summary>
    public static Guid? TryUserId(this ClaimsPrincipal user)
    {
        ArgumentNullException.ThrowIfNull(user);
        return Guid.TryParse(user.FindFirst("sub")?.Value, out var id) ? id : null;
    }
}

/// <summary>Endpoint metadata: which permission the operation needs.</summary>
public sealed record PermissionMetadata(string Permission);
