using Commerce.Data;
using Npgsql;

namespace Commerce.Messaging;

/// <summary>Whose fault a failure is.</summary>
internal static class Failure
{
    /// <summary>Somebody else was faster; with fresh reads the same messages will do.</summary>
    public static bool IsRace(Exception failure) => failure is ConflictException or PostgresException
    {
        SqlState: PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure
            or PostgresErrorCodes.LockNotAvailable,
    };

    /// <summary>Not the message's fault: what is away is waited for, as long as it takes.</summary>
    public static bool IsInfrastructure(Exception failure, CancellationToken ct) =>
        failure is OperationCanceledException && ct.IsCancellationRequested
        || failure is NpgsqlException { IsTransient: true } and not PostgresException
        || failure is PostgresException
        {
            SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
                or PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.DiskFull or PostgresErrorCodes.OutOfMemory
                or PostgresErrorCodes.IoError or PostgresErrorCodes.ReadOnlySqlTransaction,
        };

    /// <summary>The failure in full, without the one character that PostgreSQL's text cannot hold.</summary>
    public static string TextOf(Exception failure) => failure.ToString().Replace("\0", "\\0", StringComparison.Ordinal);
}
