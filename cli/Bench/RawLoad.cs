using System.Buffers.Text;
using System.Net.Sockets;
using System.Text;

namespace Commerce.Cli;

/// <summary>Repeats one GET over kept connections with as little work per request as possible: it shares the processors with what it measures.</summary>
internal sealed class RawLoad(Uri address, params (string Name, string Value)[] headers)
{
    private static readonly byte[] EndOfHead = "\r\n\r\n"u8.ToArray();
    private static readonly byte[] EndOfChunks = "0\r\n\r\n"u8.ToArray();

    private readonly byte[] _request = Encoding.ASCII.GetBytes(
        $"GET {address.PathAndQuery} HTTP/1.1\r\nHost: {address.Authority}\r\n{string.Concat(headers.Select(h => $"{h.Name}: {h.Value}\r\n"))}\r\n");

    /// <summary>Requests per second over this time; anything but 200 is an error.</summary>
    public async Task<double> RunAsync(int connections, TimeSpan duration, CancellationToken ct)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var began = TimeProvider.System.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => RepeatAsync(began, duration, end.Token)));
        return counts.Sum() / TimeProvider.System.GetElapsedTime(began).TotalSeconds;
    }

    private async Task<long> RepeatAsync(long began, TimeSpan duration, CancellationToken ct)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(address.Host, address.Port, ct);
        var buffer = new byte[256 * 1024];
        var count = 0L;
        for (; TimeProvider.System.GetElapsedTime(began) < duration; count++)
        {
            await socket.SendAsync(_request, ct);
            await ReadAnswerAsync(socket, buffer, ct);
        }

        return count;
    }

    private async Task ReadAnswerAsync(Socket socket, byte[] buffer, CancellationToken ct)
    {
        var filled = 0;
        while (!IsComplete(buffer.AsSpan(0, filled)))
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(filled), ct);
            if (read == 0)
                throw new IOException($"{address} closed the connection.");
            filled += read;
        }

        if (!buffer.AsSpan(0, filled).StartsWith("HTTP/1.1 200"u8))
            throw new IOException($"{address} answered {Encoding.ASCII.GetString(buffer, 0, Math.Min(filled, 300))}");
    }

    private static bool IsComplete(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf(EndOfHead);
        if (head < 0)
            return false;
        var at = answer[..head].IndexOf("Content-Length: "u8);
        return at >= 0 && Utf8Parser.TryParse(answer[(at + 16)..], out int length, out _)
            ? answer.Length == head + EndOfHead.Length + length
            : answer.EndsWith(EndOfChunks);
    }
}
