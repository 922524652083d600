using System.Text.Json.Serialization;

namespace Commerce.Identity;

/// <summary>The documents whose member names a standard fixes.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AccessTokenClaims))]
[JsonSerializable(typeof(GetDiscovery.Response), TypeInfoPropertyName = "Discovery")]
[JsonSerializable(typeof(GetSigningKeys.Response), TypeInfoPropertyName = "KeySet")]
[JsonSerializable(typeof(TokenAnswer))]
[JsonSerializable(typeof(OAuthRefusal))]
[JsonSerializable(typeof(IdTokenClaims))]
[JsonSerializable(typeof(GetUserInfo.Response), TypeInfoPropertyName = "UserInfo")]
[JsonSerializable(typeof(IntrospectToken.Response), TypeInfoPropertyName = "Introspection")]
internal sealed partial class IdentityJson : JsonSerializerContext;
