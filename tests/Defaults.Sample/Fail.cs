using Commerce.Data;
using Commerce.Kernel;
using Npgsql;

namespace Commerce.Defaults.Sample;

/// <summary>Goes wrong in the way that the caller asks for.</summary>
internal static class Fail
{
    private static readonly Error s_gone = new(409, "sample.gone", "It is gone.") { RetryAfter = TimeSpan.FromSeconds(7) };

    public static async Task<IResult> Handle(string how, NpgsqlDataSource database, ILogger<Program> log, CancellationToken ct)
    {
        switch (how)
        {
            case "bug":
                throw new InvalidOperationException("secret detail of the implementation");
            case "conflict":
                throw new ConflictException(s_gone);
            case "statement-timeout":
                await ExecuteAsync(database, "SET statement_timeout = '20ms'; SELECT pg_sleep(5)", ct);
                break;
            case "database-gone":
                await ExecuteAsync(database, "SELECT pg_terminate_backend(pg_backend_pid())", ct);
                break;
            case "log":
                log.LogWarning("Sent to {Email} with {Password}, card 4111 1111 1111 1111, order {Order}", "ada@example.com", "hunter2", 42);
                break;
        }

        return TypedResults.NoContent();
    }

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/api/v1/fail/{how}", Handle).AllowAnonymous();
        app.MapGet("/api/v1/status/{status:int}", (int status) => TypedResults.StatusCode(status)).AllowAnonymous();
    }

    private static async Task ExecuteAsync(NpgsqlDataSource database, string sql, CancellationToken ct)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(ct);
    }
}
