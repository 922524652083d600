using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Commerce.AppHost.Hosting.Monitoring;

/// <summary>Which port of an instance belongs to what, and who holds a port that should be free.</summary>
public static class Ports
{
    public const int GatewayOffset = 0;
    public const int DashboardOffset = 1;
    public const int SecondExternalOffset = 2;
    public const int ServicesOffset = 10;
    public const int ServersOffset = 50;
    public const int NetworkOffset = 60;
    public const int Span = 100;

    public static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException inUse) when (inUse.SocketErrorCode is SocketError.AddressAlreadyInUse)
        {
            return false;
        }
    }

    /// <summary>One sentence for a person: the port and, where the system tells, the process that holds it.</summary>
    public static string DescribeTaken(int port)
    {
        var owner = FindOwner(port) is { } found ? $" by {found.Name} (process {found.Pid})" : "";
        return $"Port {port} is already in use{owner}. Stop that program, or choose other ports with --port-base N.";
    }

    /// <summary>The process listening on a port; null when none does or when it belongs to somebody else.</summary>
    public static (int Pid, string Name)? FindOwner(int port)
    {
        var inode = FindListener("/proc/net/tcp", port) ?? FindListener("/proc/net/tcp6", port);
        if (inode is null)
            return null;

        var socket = $"socket:[{inode}]";
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && Holds(folder, socket))
                return (pid, File.ReadAllText(Path.Combine(folder, "comm")).Trim());
        }

        return null;
    }

    private static string? FindListener(string table, int port)
    {
        const string listening = "0A";
        if (!File.Exists(table))
            return null;

        return File.ReadLines(table)
            .Skip(1)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(columns => columns[3] == listening && columns[1].EndsWith($":{port:X4}", StringComparison.Ordinal))
            .Select(columns => columns[9])
            .FirstOrDefault();
    }

    private static bool Holds(string process, string socket)
    {
        try
        {
            return Directory.EnumerateFiles(Path.Combine(process, "fd")).Any(descriptor => new FileInfo(descriptor).LinkTarget == socket);
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
        {
            return false; // it ended meanwhile, or is another user's: not ours to name
        }
    }
}
