using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using FluentValidation;

namespace Commerce.Identity;

/// <summary>What a device answered, as the browser's <c>PublicKeyCredential.toJSON()</c> has it, and to which question.</summary>
internal sealed record PasskeyAnswer(string Ceremony, JsonElement Credential)
{
    private const int MaxLength = 16 * 1024;
    private const int MaxIdLength = 1364; // 1023 bytes in base64url

    private static readonly SearchValues<char> s_alphabet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    private static readonly JsonDocumentOptions s_strict = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    public static JsonElement Example { get; } = JsonElement.Parse("""
        {"id":"q83v…","rawId":"q83v…","type":"public-key","clientExtensionResults":{},
        "response":{"clientDataJSON":"eyJ0…","authenticatorData":"SZYN…","signature":"MEUC…","userHandle":"MDE5…"}}
        """);

    public static JsonElement EnrolmentExample { get; } = JsonElement.Parse("""
        {"id":"q83v…","rawId":"q83v…","type":"public-key","clientExtensionResults":{},
        "response":{"clientDataJSON":"eyJ0…","attestationObject":"o2Nm…","transports":["internal","hybrid"]}}
        """);

    /// <summary>The credential's id as the client says it.</summary>
    public string CredentialId => Credential.GetProperty("id").GetString()!;

    /// <summary>From the fields of a form.</summary>
    public static bool TryParse(string? ceremony, string? credential, [NotNullWhen(true)] out PasskeyAnswer? answer)
    {
        answer = null;
        if (ceremony is null || credential is not { Length: <= MaxLength })
            return false;
        try
        {
            var element = JsonElement.Parse(credential, s_strict);
            answer = IsCredential(element, isNew: false) ? new(ceremony, element) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false; // no JSON, or text that is no Unicode
        }

        return answer is not null;
    }

    /// <summary>Whether it has the fields that the ceremony reads; what is in them, the ceremony judges.</summary>
    /// <param name="isNew">Of a passkey that is being made.</param>
    public static bool IsCredential(JsonElement credential, bool isNew)
    {
        string[] wanted = isNew ? ["clientDataJSON", "attestationObject"] : ["clientDataJSON", "authenticatorData", "signature"];
        return credential.ValueKind == JsonValueKind.Object
            && credential.GetRawText().Length <= MaxLength
            && IsBytes(credential, "id", MaxIdLength)
            && credential.TryGetProperty("response", out var response)
            && response.ValueKind == JsonValueKind.Object
            && wanted.All(name => IsBytes(response, name, MaxLength));
    }

    private static bool IsBytes(JsonElement parent, string name, int maxLength) =>
        parent.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 } text
        && text.Length <= maxLength
        && !text.AsSpan().ContainsAnyExcept(s_alphabet) // or one passkey could be counted under many names
        && Base64Url.IsValid(text);
}

/// <summary>Checks the fields of a request with a device's answer.</summary>
internal static class PasskeyRules
{
    public static void IsCeremony<T>(this IRuleBuilder<T, string> rule) => rule.NotEmpty().MaximumLength(100);

    public static void IsCredential<T>(this IRuleBuilder<T, JsonElement> rule, bool isNew) => rule
        .Must(c => PasskeyAnswer.IsCredential(c, isNew))
        .WithErrorCode("credential")
        .WithMessage("Must be what the browser's PublicKeyCredential.toJSON() gives.");
}
