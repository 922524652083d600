using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Commerce.Defaults;

/// <summary>The scheme <c>Bearer</c>: 401 for tokens that are not acceptable, 503 while nobody can tell.</summary>
/// <remarks>
/// Not the framework's JwtBearer: a token signed with a key we have not seen yet is judged within the same request, a missing issuer
/// is not the caller's fault, and verified tokens are remembered. Cryptography and claim rules are IdentityModel's.
/// </remarks>
internal class BearerAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, TokenVerifier verifier)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Bearer";

    private const string Prefix = "Bearer ";

    public static void Add(IServiceCollection services, AuthenticationSettings settings, string service)
    {
        services.AddSingleton(settings);
        services.AddSingleton<RolePermissions>();
        services.AddSingleton<RevokedSessions>();
        services.AddSingleton<TokenVerifier>();
        var own = settings with { Audience = ServiceAuthentication.NameOf(service) };
        services.AddKeyedSingleton(ServiceAuthentication.ServiceScheme, (provider, _) => ActivatorUtilities.CreateInstance<TokenVerifier>(provider, own));
        services.AddHttpClient(nameof(IssuerKeys), client => client.Timeout = TimeSpan.FromSeconds(5));
        services.AddSingleton<TrustedIssuers>();
        services.AddAuthentication(SchemeName)
            .AddScheme<AuthenticationSchemeOptions, BearerAuthentication>(SchemeName, null)
            .AddScheme<AuthenticationSchemeOptions, ServiceAuthentication>(ServiceAuthentication.ServiceScheme, null);
    }

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization;
        if (header.Count == 0)
            return AuthenticateResult.NoResult();
        if (header is not [{ } value] || !value.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            return AuthenticateResult.Fail("One bearer token is expected.");
        try
        {
            return await verifier.VerifyAsync(value[Prefix.Length..].Trim(), Context.RequestAborted) is { } bearer
                ? AuthenticateResult.Success(new AuthenticationTicket(bearer, Scheme.Name))
                : AuthenticateResult.Fail("The token is not acceptable.");
        }
        catch (IssuerUnavailableException e)
        {
            return AuthenticateResult.Fail(e);
        }
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var result = await HandleAuthenticateOnceSafeAsync();
        if (result.Failure is IssuerUnavailableException)
        {
            Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            Response.Headers.RetryAfter = "2";
            return;
        }

        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.Append(HeaderNames.WWWAuthenticate, result.Failure is null ? "Bearer" : "Bearer error=\"invalid_token\"");
    }
}
