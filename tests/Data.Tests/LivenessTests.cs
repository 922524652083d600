using Npgsql;

namespace Commerce.Data.Tests;

public sealed class LivenessTests
{
    [Fact]
    public void BothEnds_AskTheOther_WithinSeconds()
    {
        var settings = new NpgsqlConnectionStringBuilder("Host=127.0.0.1").WatchBothEnds();

        Assert.True(settings.TcpKeepAlive);
        Assert.InRange(settings.TcpKeepAliveTime, 1, 10);
        Assert.Contains("tcp_keepalives_idle=", settings.Options, StringComparison.Ordinal);
        Assert.Contains("tcp_user_timeout=", settings.Options, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatWasAskedForBefore_Stays()
    {
        var settings = new NpgsqlConnectionStringBuilder("Host=127.0.0.1") { Options = "-c lock_timeout=300ms", Timeout = 2 }.WatchBothEnds();

        Assert.StartsWith("-c lock_timeout=300ms -c ", settings.Options, StringComparison.Ordinal);
        Assert.Equal(2, settings.Timeout);
    }

    [Fact]
    public void Opening_IsNotWaitedForLong() => Assert.InRange(new NpgsqlConnectionStringBuilder("Host=127.0.0.1").WatchBothEnds().Timeout, 1, 5);
}
