using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;

namespace Commerce.PaymentSandbox;

/// <summary>The sandbox's settings, section <c>Sandbox</c>.</summary>
internal sealed class Sandbox
{
    /// <summary>The merchant's secret; generated where the platform is started.</summary>
    [Required, MinLength(16)]
    public required string ApiKey { get; init; }

    /// <summary>Where shoppers' browsers reach the sandbox, for challenge pages.</summary>
    [Required]
    public required Uri PublicUrl { get; init; }

    /// <summary>How long the timeout-but-charged card keeps its caller waiting.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(60);

    public string ChallengeUrl(string challenge) => $"{PublicUrl.AbsoluteUri.TrimEnd('/')}/sandbox/3ds/{challenge}";

    /// <summary>An id that nobody can guess.</summary>
    public static string NewSecretId(string prefix) => $"{prefix}_{RandomNumberGenerator.GetHexString(32, lowercase: true)}";
}

/// <summary>What the sandbox needs beyond the service defaults.</summary>
internal static class SandboxSetup
{
    public static void AddSandbox(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<Sandbox>().BindConfiguration(nameof(Sandbox)).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton(services => services.GetRequiredService<IOptions<Sandbox>>().Value);
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, SandboxJson.Default));
    }
}

/// <summary>Generated serialisers: the sandbox is on every payment's path.</summary>
[JsonSerializable(typeof(IssueToken.Request), TypeInfoPropertyName = "IssueTokenRequest")]
[JsonSerializable(typeof(IssueToken.Response), TypeInfoPropertyName = "IssueTokenResponse")]
[JsonSerializable(typeof(AuthorizeCharge.Request), TypeInfoPropertyName = "AuthorizeChargeRequest")]
[JsonSerializable(typeof(CaptureCharge.Request), TypeInfoPropertyName = "CaptureChargeRequest")]
[JsonSerializable(typeof(CancelByKey.Request), TypeInfoPropertyName = "CancelByKeyRequest")]
[JsonSerializable(typeof(RefundCharge.Request), TypeInfoPropertyName = "RefundChargeRequest")]
[JsonSerializable(typeof(Charge))]
[JsonSerializable(typeof(Capture))]
[JsonSerializable(typeof(Refund))]
internal sealed partial class SandboxJson : JsonSerializerContext;
