using System.Text.Json.Serialization;

namespace Commerce.Identity;

/// <summary>The documents whose member names a standard fixes.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AccessTokenClaims))]
[JsonSerializable(typeof(GetDiscovery.Response), TypeInfoPropertyName = "Discovery")]
[JsonSerializable(typeof(GetSigningKeys.Response), TypeInfoPropertyName = "KeySet")]
[JsonSerializable(typeof(ExchangeToken.Response), TypeInfoPropertyName = "TokenAnswer")]
[JsonSerializable(typeof(ExchangeToken.Refusal), TypeInfoPropertyName = "TokenRefusal")]
internal sealed partial class IdentityJson : JsonSerializerContext;
