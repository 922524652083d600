using Aspire.Hosting.ApplicationModel;
using Commerce.AppHost.Hosting.Monitoring;

namespace Commerce.AppHost.Hosting;

/// <summary>Keeps one database and its owner in place.</summary>
internal sealed class PostgresDatabaseDriver(PostgresDatabaseResource database, Secrets secrets) : IDriver
{
    public string Kind => ResourceKinds.Database;

    public string? Source => database.Parent.Name;

    public IReadOnlyList<string> Urls => [];

    public async Task<ProcessSpec?> PrepareAsync(Action<string, bool> log, CancellationToken ct)
    {
        await PostgresDatabases.EnsureAsync(database.Parent, database.DatabaseName, secrets[database.Name], ct);
        return null;
    }

    public async Task<bool> IsHealthyAsync(CancellationToken ct) =>
        await PostgresDatabases.AnswersAsync(await database.GetValueAsync(ct), ct);
}
