namespace Commerce.DeveloperDashboard;

/// <summary>How much a line wants to be seen; <see cref="Unknown"/> when it does not say.</summary>
public enum LogSeverity
{
    Unknown,
    Trace,
    Debug,
    Information,
    Warning,
    Error,
    Critical,
}
