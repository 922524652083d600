using System.Buffers.Binary;
using System.Net.Sockets;

namespace Commerce.AppHost.Hosting;

/// <summary>Asks a broker in Kafka's own protocol: a port that merely accepts connections is no broker yet.</summary>
internal static class KafkaProbe
{
    private const int DefaultPort = 9092;

    // ApiVersions, version 0, correlation id 1, no client id: the one request that every broker answers without knowing who asks.
    private static readonly byte[] Request = [0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 1, 0xFF, 0xFF];

    /// <param name="brokers"><c>host:port</c>, several separated by commas. One that answers is enough.</param>
    public static async Task<bool> AnswersAsync(string brokers, CancellationToken ct)
    {
        foreach (var broker in brokers.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var address = new Uri($"tcp://{broker}");
            if (await AnswersAsync(address.Host, address.Port < 0 ? DefaultPort : address.Port, ct))
                return true;
        }

        return false;
    }

    private static async Task<bool> AnswersAsync(string host, int port, CancellationToken ct)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(host, port, ct);
            await using var stream = client.GetStream();
            await stream.WriteAsync(Request, ct);
            var head = new byte[10]; // size, correlation id, error code
            await stream.ReadExactlyAsync(head, ct);
            return BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(4)) == 1 && BinaryPrimitives.ReadInt16BigEndian(head.AsSpan(8)) == 0;
        }
        catch (Exception away) when (away is SocketException or IOException)
        {
            return false;
        }
    }
}
