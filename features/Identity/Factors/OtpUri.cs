using Commerce.Kernel;
using QRCoder;

namespace Commerce.Identity;

/// <summary>How authenticator apps are told a secret.</summary>
internal static class OtpUri
{
    private const string Issuer = "Commerce";

    public static string For(string account, byte[] secret) =>
        $"otpauth://totp/{Issuer}:{Uri.EscapeDataString(account)}?secret={Base32.Encode(secret)}&issuer={Issuer}&algorithm=SHA1&digits=6&period=30";

    /// <summary>The QR code of a text, as SVG.</summary>
    public static string Draw(string text)
    {
        using var data = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        using var code = new SvgQRCode(data);
        return code.GetGraphic(new System.Drawing.Size(240, 240), sizingMode: SvgQRCode.SizingMode.ViewBoxAttribute);
    }
}
