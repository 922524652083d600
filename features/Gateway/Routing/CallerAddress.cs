using System.Net;
using System.Net.Sockets;

namespace Commerce.Gateway;

/// <summary>Under which key a caller without a name is counted.</summary>
internal static class CallerAddress
{
    // A household or a host usually owns a whole IPv6 /64: counting single addresses would limit nobody.
    public static string Key(string limit, HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress ?? IPAddress.None;
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return $"rate:{limit}:{address}";
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        return $"rate:{limit}:{Convert.ToHexString(bytes[..8])}";
    }
}
