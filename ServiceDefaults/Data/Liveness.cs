using Npgsql;

namespace Commerce.Data;

/// <summary>How both ends of a connection find out that the other one is gone without a word, as when a machine or a network dies.</summary>
public static class Liveness
{
    private const int IdleSeconds = 5;
    private const int IntervalSeconds = 3;
    private const int OpenSeconds = 5;

    // The server's own defaults are the system's: two hours, in which the locks of a machine that died keep everybody else waiting,
    // the relay's leadership and the claims on the event log's partitions among them.
    private const string Server = "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=3 -c tcp_keepalives_count=3 -c tcp_user_timeout=14s";

    /// <summary>Both ends know within about 15 s; opening a connection takes 5 s at most.</summary>
    public static NpgsqlConnectionStringBuilder WatchBothEnds(this NpgsqlConnectionStringBuilder settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.TcpKeepAlive = true;
        settings.TcpKeepAliveTime = IdleSeconds;
        settings.TcpKeepAliveInterval = IntervalSeconds;
        settings.Timeout = Math.Min(settings.Timeout, OpenSeconds);
        settings.Options = string.IsNullOrEmpty(settings.Options) ? Server : $"{settings.Options} {Server}";
        return settings;
    }
}
