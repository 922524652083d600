using System.Net;
using System.Net.Sockets;

namespace Commerce.Identity;

/// <summary>
/// Where a session began, as its owner would recognise it: the kind of device, and the neighbourhood of its network address. Neither
/// the browser's whole signature nor the whole address is kept.
/// </summary>
internal sealed record SessionOrigin(string Device, string? Network)
{
    private static readonly (string Mark, string Name)[] Browsers =
    [
        ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"),
        ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"), ("curl/", "curl"),
    ];

    private static readonly (string Mark, string Name)[] Systems =
    [
        ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("CrOS", "ChromeOS"), ("Windows", "Windows"), ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ];

    public static SessionOrigin Unknown { get; } = new("Unknown device", null);

    public static SessionOrigin Of(HttpContext? http) =>
        http is null ? Unknown : new(DeviceOf(http.Request.Headers.UserAgent.ToString()), NetworkOf(http.Connection.RemoteIpAddress));

    public static string DeviceOf(string userAgent) => (Find(Browsers, userAgent), Find(Systems, userAgent)) switch
    {
        ({ } browser, { } system) => $"{browser} on {system}",
        ({ } browser, null) => browser,
        (null, { } system) => system,
        _ => Unknown.Device,
    };

    public static string? NetworkOf(IPAddress? address)
    {
        if (address is { IsIPv4MappedToIPv6: true })
            address = address.MapToIPv4();
        var length = address?.AddressFamily == AddressFamily.InterNetworkV6 ? 48 : 24;
        if (address is null)
            return null;
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(length / 8).Clear();
        return $"{new IPAddress(bytes)}/{length}";
    }

    private static string? Find((string Mark, string Name)[] known, string userAgent) =>
        Array.Find(known, k => userAgent.Contains(k.Mark, StringComparison.Ordinal)).Name;
}
