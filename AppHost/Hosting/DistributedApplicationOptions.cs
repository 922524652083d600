namespace Aspire.Hosting;

/// <summary>How a topology is built.</summary>
public sealed class DistributedApplicationOptions
{
    public string[]? Args { get; set; }

    /// <summary>The folder that project paths are relative to; by default that of the AppHost project.</summary>
    public string? ProjectDirectory { get; set; }

    public bool DisableDashboard { get; set; }
}
