using Commerce.Data;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Commerce.Defaults;

/// <summary>Removes answers that are older than a day, a bite at a time.</summary>
internal sealed class ForgetOldAnswers(NpgsqlDataSource database, TimeProvider clock, ILogger<ForgetOldAnswers> log)
    : PeriodicWork(TimeSpan.FromMinutes(10), clock, log)
{
    private static readonly TimeSpan s_keepFor = TimeSpan.FromHours(24);
    private const int Bite = 5_000;

    private const string Delete = """
        DELETE FROM idempotency_keys WHERE (scope, key) IN
            (SELECT scope, key FROM idempotency_keys WHERE created_at < $1 ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED)
        """;

    protected override async Task LookAsync(CancellationToken ct)
    {
        int removed;
        do
        {
            await using var command = database.CreateCommand(Delete);
            command.Parameters.Add(new() { Value = Clock.GetUtcNow() - s_keepFor });
            command.Parameters.Add(new() { Value = Bite });
            removed = await command.ExecuteNonQueryAsync(ct);
        }
        while (removed == Bite);
    }
}
