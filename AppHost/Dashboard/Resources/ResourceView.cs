using Commerce.AppHost.Hosting.Monitoring;

namespace Commerce.DeveloperDashboard;

/// <summary>How a resource reads to a person: which tone its state has, what can be done to it, where it answers.</summary>
internal static class ResourceView
{
    public static string Tone(ResourceSnapshot r) => r switch
    {
        { State: ResourceStates.Failed } => "bad",
        { State: ResourceStates.Finished, ExitCode: not (null or 0) } => "bad",
        { State: ResourceStates.Running } => "good",
        { State: ResourceStates.Restarting } => "warn",
        { State: ResourceStates.Starting or ResourceStates.Waiting or ResourceStates.Stopping } => "busy",
        _ => "idle",
    };

    public static string StateIcon(ResourceSnapshot r) => Tone(r) switch
    {
        "good" => "check-circle",
        "bad" => "x-circle",
        "warn" => "rotate",
        "busy" when r.State is ResourceStates.Waiting => "clock",
        "busy" => "loader",
        _ when r.State is ResourceStates.Finished => "check",
        _ => "square",
    };

    public static bool IsProblem(ResourceSnapshot r) => Tone(r) is "bad" or "warn" || r.Health == ResourceHealth.Unhealthy;

    public static string KindIcon(string kind) => kind switch
    {
        ResourceKinds.Project => "box",
        ResourceKinds.Postgres => "server",
        ResourceKinds.Database => "database",
        ResourceKinds.Redis => "zap",
        ResourceKinds.EventLog or ResourceKinds.Network => "stream",
        ResourceKinds.Identity => "key",
        _ => "box",
    };

    // Databases, the event log and the issuer live inside another resource's process; that one is stopped and started.
    public static bool IsProcess(ResourceSnapshot r) => r.Kind is ResourceKinds.Project or ResourceKinds.Postgres or ResourceKinds.Redis or ResourceKinds.Network;

    public static bool CanStart(ResourceSnapshot r) =>
        IsProcess(r) && r.State is ResourceStates.Stopped or ResourceStates.Finished or ResourceStates.Failed;

    public static bool CanStop(ResourceSnapshot r) => IsProcess(r)
        && r.State is ResourceStates.Running or ResourceStates.Starting or ResourceStates.Waiting or ResourceStates.Restarting;

    public static bool CanRestart(ResourceSnapshot r) => IsProcess(r) && r.State is ResourceStates.Running;

    public static bool Matches(ResourceSnapshot r, string filter) =>
        new[] { r.Name, r.Kind, r.State, r.Health, r.Source }.Concat(r.Urls)
            .Any(text => text?.Contains(filter, StringComparison.OrdinalIgnoreCase) == true);

    public static bool IsLink(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps);

    public static string ShortUrl(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Host.Length > 0
            ? uri.Authority + (uri.AbsolutePath == "/" ? "" : uri.AbsolutePath)
            : url;

    public static string Uptime(ResourceSnapshot r, DateTimeOffset now)
    {
        if (r.StartedAt is not { } started || r.State is not (ResourceStates.Running or ResourceStates.Starting or ResourceStates.Stopping))
            return "–";
        var time = now > started ? now - started : TimeSpan.Zero;
        return time switch
        {
            { TotalSeconds: < 60 } => $"{time.Seconds} s",
            { TotalMinutes: < 60 } => $"{time.Minutes} min {time.Seconds} s",
            { TotalHours: < 24 } => $"{time.Hours} h {time.Minutes} min",
            _ => $"{time.Days} d {time.Hours} h",
        };
    }
}
