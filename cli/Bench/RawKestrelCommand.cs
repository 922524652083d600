using System.CommandLine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Commerce.Cli;

/// <summary>The limit that reads are compared with: Kestrel and one prepared statement, nothing else. A process of its own, started by the benchmark.</summary>
internal static class RawKestrelCommand
{
    public const string Name = "raw-kestrel";
    public const string DatabaseVariable = "COMMERCE_RAW_DATABASE";
    public const string ListSql = "SELECT summary FROM products WHERE status = 'published' ORDER BY listed_at DESC, id DESC LIMIT 24";
    public const string DetailSql = "SELECT document FROM products WHERE id = $1";

    public static Command Create()
    {
        var port = new Argument<int>("port");
        var command = new Command(Name, "The limit that reads are compared with.") { port };
        command.Hidden = true;
        command.SetAction((parsed, ct) => RunAsync(parsed.GetValue(port), ct));
        return command;
    }

    private static async Task<int> RunAsync(int port, CancellationToken ct)
    {
        var settings = new NpgsqlConnectionStringBuilder(Environment.GetEnvironmentVariable(DatabaseVariable)) { MaxAutoPrepare = 10, AutoPrepareMinUsages = 2, MaxPoolSize = 30 };
        await using var database = NpgsqlDataSource.Create(settings.ConnectionString);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        await using var app = builder.Build();
        app.Run(http => AnswerAsync(http, database));
        await app.StartAsync(ct);
        await Console.Out.WriteLineAsync("ready");
        await Console.In.ReadToEndAsync(ct); // ends with the benchmark that started it
        return 0;
    }

    private static async Task AnswerAsync(HttpContext http, NpgsqlDataSource database)
    {
        var id = http.Request.Path.Value!.TrimStart('/');
        await using var command = database.CreateCommand(id.Length == 0 ? ListSql : DetailSql);
        if (id.Length > 0)
            command.Parameters.Add(new() { Value = Guid.Parse(id) });
        await using var reader = await command.ExecuteReaderAsync();
        var body = new MemoryStream();
        body.WriteByte((byte)'[');
        for (var first = true; await reader.ReadAsync(); first = false)
        {
            if (!first)
                body.WriteByte((byte)',');
            body.Write(reader.GetFieldValue<byte[]>(0));
        }

        body.WriteByte((byte)']');
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length));
    }
}
