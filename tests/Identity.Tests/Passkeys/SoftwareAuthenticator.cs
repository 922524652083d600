using System.Buffers.Binary;
using System.Buffers.Text;
using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Commerce.Identity;

/// <summary>
/// A device that keeps one passkey, as the standard describes it (ES256, no attestation), together with the browser that asks it. What a
/// thief would bend can be bent.
/// </summary>
internal sealed class SoftwareAuthenticator(string origin) : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public byte[] CredentialId { get; init; } = RandomNumberGenerator.GetBytes(32);

    public string Origin { get; set; } = origin;

    public string RelyingParty { get; set; } = "localhost";

    public bool IsUserPresent { get; set; } = true;

    public bool IsUserVerified { get; set; } = true;

    public bool MayBeCopied { get; set; }

    public bool IsCopied { get; set; }

    public bool IsInForeignFrame { get; set; }

    /// <summary>Zero for a device that does not count.</summary>
    public uint Counter { get; set; }

    /// <summary>What it says instead of what it was asked.</summary>
    public string? Challenge { get; set; }

    public string? Type { get; set; }

    public string? UserHandle { get; set; }

    public int Algorithm { get; set; } = -7;

    /// <summary>Makes it say one thing that is not so.</summary>
    public void Bend(string what)
    {
        switch (what)
        {
            case "origin":
                Origin = "http://localhost.evil.example";
                break;
            case "port":
                Origin = "http://localhost:1";
                break;
            case "upper case":
                Origin = Origin.Replace("localhost", "LOCALHOST", StringComparison.Ordinal);
                break;
            case "relying party":
                RelyingParty = "evil.example";
                break;
            case "challenge":
                Challenge = Text(new byte[32]);
                break;
            case "type":
                Type = "webauthn.other";
                break;
            case "frame":
                IsInForeignFrame = true;
                break;
            case "absent user":
                IsUserPresent = false;
                break;
            case "unverified user":
                IsUserVerified = false;
                break;
            case "impossible copy":
                IsCopied = true;
                break;
            case "copy of what stays":
                (MayBeCopied, IsCopied) = (true, true);
                break;
            case "algorithm":
                Algorithm = -47;
                break;
            case "user":
                UserHandle = Text(Encoding.ASCII.GetBytes($"{Guid.CreateVersion7()}"));
                break;
            case "odd user":
                UserHandle = Text(Encoding.ASCII.GetBytes("nobody"));
                break;
            case "no user":
                UserHandle = null;
                break;
            case "key":
                _key.GenerateKey(ECCurve.NamedCurves.nistP256);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(what), what, null);
        }
    }

    /// <summary>What <c>navigator.credentials.create()</c> gives for these options.</summary>
    public JsonObject Make(JsonElement options)
    {
        UserHandle ??= options.GetProperty("user").GetProperty("id").GetString();
        var attestation = new CborWriter(CborConformanceMode.Ctap2Canonical);
        attestation.WriteStartMap(3);
        attestation.WriteTextString("fmt");
        attestation.WriteTextString("none");
        attestation.WriteTextString("attStmt");
        attestation.WriteStartMap(0);
        attestation.WriteEndMap();
        attestation.WriteTextString("authData");
        attestation.WriteByteString(AuthenticatorData(isNew: true));
        attestation.WriteEndMap();
        return Credential(new()
        {
            ["clientDataJSON"] = Text(ClientData(options, "webauthn.create")),
            ["attestationObject"] = Text(attestation.Encode()),
            ["transports"] = new JsonArray("internal", "hybrid"),
        });
    }

    /// <summary>What <c>navigator.credentials.get()</c> gives for these options.</summary>
    public JsonObject Sign(JsonElement options)
    {
        if (Counter > 0)
            Counter++;
        var (data, client) = (AuthenticatorData(isNew: false), ClientData(options, "webauthn.get"));
        return Credential(new()
        {
            ["clientDataJSON"] = Text(client),
            ["authenticatorData"] = Text(data),
            ["signature"] = Text(_key.SignData([.. data, .. SHA256.HashData(client)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)),
            ["userHandle"] = UserHandle,
        });
    }

    public void Dispose() => _key.Dispose();

    private JsonObject Credential(JsonObject response) => new()
    {
        ["id"] = Text(CredentialId),
        ["rawId"] = Text(CredentialId),
        ["type"] = "public-key",
        ["authenticatorAttachment"] = "platform",
        ["clientExtensionResults"] = new JsonObject(),
        ["response"] = response,
    };

    private byte[] ClientData(JsonElement options, string type) => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["type"] = Type ?? type,
        ["challenge"] = Challenge ?? options.GetProperty("challenge").GetString(),
        ["origin"] = Origin,
        ["crossOrigin"] = IsInForeignFrame,
    }.ToJsonString());

    private byte[] AuthenticatorData(bool isNew)
    {
        var flags = (IsUserPresent ? 0x01 : 0) | (IsUserVerified ? 0x04 : 0) | (MayBeCopied ? 0x08 : 0) | (IsCopied ? 0x10 : 0) | (isNew ? 0x40 : 0);
        var counter = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(counter, Counter);
        byte[] data = [.. SHA256.HashData(Encoding.UTF8.GetBytes(RelyingParty)), (byte)flags, .. counter];
        if (!isNew)
            return data;
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)CredentialId.Length);
        return [.. data, .. new byte[16], .. length, .. CredentialId, .. PublicKey()];
    }

    private byte[] PublicKey()
    {
        var point = _key.ExportParameters(includePrivateParameters: false).Q;
        var key = new CborWriter(CborConformanceMode.Ctap2Canonical);
        key.WriteStartMap(5);
        foreach (var (label, value) in new (int, int)[] { (1, 2), (3, Algorithm), (-1, 1) })
        {
            key.WriteInt32(label);
            key.WriteInt32(value);
        }

        key.WriteInt32(-2);
        key.WriteByteString(point.X!);
        key.WriteInt32(-3);
        key.WriteByteString(point.Y!);
        key.WriteEndMap();
        return key.Encode();
    }

    private static string Text(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
