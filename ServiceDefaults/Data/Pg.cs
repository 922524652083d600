using Npgsql;
using NpgsqlTypes;

namespace Commerce.Data;

/// <summary>Parameters whose PostgreSQL type the value alone does not tell.</summary>
public static class Pg
{
    public static NpgsqlParameter Jsonb(string json) => new() { Value = json, NpgsqlDbType = NpgsqlDbType.Jsonb };

    public static NpgsqlParameter Jsonb(string?[] json) => new() { Value = json, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb };

    /// <summary>True when the database refused a second row with the same key.</summary>
    /// <param name="constraint">The unique constraint or index by name.</param>
    public static bool IsUniqueViolation(this PostgresException exception, string constraint) =>
        exception.SqlState == PostgresErrorCodes.UniqueViolation && exception.ConstraintName == constraint;
}
