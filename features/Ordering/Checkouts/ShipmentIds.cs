using System.Security.Cryptography;
using System.Text;

namespace Commerce.Ordering;

/// <summary>An order has one shipment per warehouse, whose id follows from both: planning twice plans the same (UUIDv8, RFC 9562).</summary>
internal static class ShipmentIds
{
    public static Guid Of(Guid orderId, string warehouse)
    {
        Span<byte> bytes = SHA256.HashData(Encoding.UTF8.GetBytes($"shipment/{orderId}/{warehouse}")).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
