namespace Commerce.AppHost.Hosting.Monitoring;

/// <summary>The values of <see cref="ResourceSnapshot.Health"/>; null while nothing can be said.</summary>
public static class ResourceHealth
{
    public const string Healthy = "Healthy";
    public const string Unhealthy = "Unhealthy";
}
