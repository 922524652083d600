namespace Commerce.AppHost.Hosting.Monitoring;

/// <summary>The values of <see cref="ResourceSnapshot.Kind"/>.</summary>
public static class ResourceKinds
{
    public const string Project = "Project";
    public const string Postgres = "PostgreSQL";
    public const string Database = "Database";
    public const string Redis = "Redis";
    public const string EventLog = "EventLog";
    public const string Identity = "Identity";
    public const string Network = "Network";
}
