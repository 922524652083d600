using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;

namespace Commerce.Defaults;

/// <summary>What a caller may do, by the permissions that the caller's roles grant at this moment.</summary>
public static class Permission
{
    /// <summary>Claim type of each granted permission.</summary>
    internal const string ClaimType = "permission";

    internal const string TokenUseClaim = "token_use";
    internal const string ApiKeyUse = "api-key";

    /// <summary>Lets only callers with the permission pass: 401 without a valid token, 403 without the permission.</summary>
    public static TBuilder RequirePermission<TBuilder>(this TBuilder endpoint, DeclaredPermission permission)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(permission);
        return endpoint
            .WithMetadata(new PermissionMetadata(permission))
            .RequireAuthorization(new AuthorizationPolicyBuilder()
                .RequireAuthenticatedUser()
                .RequireClaim(ClaimType, permission.Name)
                .Build());
    }

    /// <summary>
    /// Lets signed-in callers pass, to things of their own: the handler answers 404 for what belongs to somebody else, unless the caller
    /// has the permission.
    /// </summary>
    /// <param name="seenWith">Who has it may know that others' things exist: 403 instead of 404.</param>
    public static TBuilder RequireOwner<TBuilder>(
        this TBuilder endpoint, DeclaredPermission? orPermission = null, DeclaredPermission? seenWith = null)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new OwnerMetadata(orPermission, seenWith)).RequireAuthorization(new AuthorizationPolicyBuilder()
            .RequireAuthenticatedUser()
            .RequireAssertion(call => !call.User.IsApplication() || (orPermission is not null && call.User.HasPermission(orPermission)))
            .Build());

    /// <summary>Lets those pass who work here, whatever they do: people whose roles grant anything at all.</summary>
    public static TBuilder RequireStaff<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new StaffMetadata()).RequireAuthorization(new AuthorizationPolicyBuilder()
            .RequireAuthenticatedUser()
            .RequireAssertion(call => !call.User.IsApplication() && call.User.GrantedPermissions().Any())
            .Build());

    /// <summary>As <see cref="RequireOwner"/>, where a thing can also belong to nobody and is then anybody's who knows it.</summary>
    public static TBuilder WhereOwned<TBuilder>(this TBuilder endpoint, DeclaredPermission? orPermission = null)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new OwnerMetadata(orPermission, null));

    /// <summary>Says that the handler shows more, or allows more, to callers with the permission.</summary>
    public static TBuilder MoreWith<TBuilder>(this TBuilder endpoint, DeclaredPermission permission)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new MoreWithMetadata(permission));

    /// <summary>Whether an application calls by its API key: nobody, who owns nothing.</summary>
    public static bool IsApplication(this ClaimsPrincipal user)
    {
        ArgumentNullException.ThrowIfNull(user);
        return user.HasClaim(TokenUseClaim, ApiKeyUse);
    }

    /// <summary>For decisions inside a handler.</summary>
    public static bool HasPermission(this ClaimsPrincipal user, DeclaredPermission permission)
    {
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(permission);
        return user.HasClaim(ClaimType, permission.Name);
    }

    /// <summary>Everything that the caller's roles, or the scopes of an API key, grant at this moment.</summary>
    public static IEnumerable<string> GrantedPermissions(this ClaimsPrincipal user)
    {
        ArgumentNullException.ThrowIfNull(user);
        return user.FindAll(ClaimType).Select(claim => claim.Value);
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

/// <summary>Endpoint metadata: a permission that the operation knows.</summary>
internal interface INamesPermission
{
    DeclaredPermission? Declared { get; }
}

/// <summary>Endpoint metadata: which permission the operation needs.</summary>
public sealed record PermissionMetadata(DeclaredPermission Declared) : INamesPermission
{
    public string Permission => Declared.Name;
}

/// <summary>Endpoint metadata: the operation is about the caller's own things; with the permission, about anybody's.</summary>
/// <param name="SeenWith">With it a caller learns that others' things exist.</param>
public sealed record OwnerMetadata(DeclaredPermission? Declared, DeclaredPermission? SeenWith) : INamesPermission;

/// <summary>Endpoint metadata: the operation is for those who work here.</summary>
public sealed record StaffMetadata;

/// <summary>Endpoint metadata: whoever has the permission sees or may more.</summary>
public sealed record MoreWithMetadata(DeclaredPermission Declared) : INamesPermission;
