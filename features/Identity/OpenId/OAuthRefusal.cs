using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>A refusal in the form that OAuth gives it (RFC 6749 5.2).</summary>
internal sealed record OAuthRefusal(string Error, string ErrorDescription)
{
    public static OAuthRefusal InvalidClient { get; } = new("invalid_client", "There is no such client, or this is not its secret.");

    public static OAuthRefusal InvalidGrant { get; } = new("invalid_grant", "This code is not good, or no longer.");

    public static OAuthRefusal Invalid(string description) => new("invalid_request", description);

    public JsonHttpResult<OAuthRefusal> Answer(HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";
        var status = Error == InvalidClient.Error ? StatusCodes.Status401Unauthorized : StatusCodes.Status400BadRequest;
        if (status == StatusCodes.Status401Unauthorized && http.Request.Headers.Authorization.Count > 0)
            http.Response.Headers.WWWAuthenticate = "Basic realm=\"commerce\"";
        return TypedResults.Json(this, IdentityJson.Default.OAuthRefusal, statusCode: status);
    }
}
