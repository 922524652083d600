namespace Commerce.AdminUi;

/// <summary>How the portal speaks of messages that wait.</summary>
internal static class QueueWords
{
    public static string Name(QueueRow queue) => queue.Kind switch
    {
        "outbox" => "To be sent",
        "retries" => "To be tried again",
        _ => queue.Name,
    };

    public static string About(string kind) => kind switch
    {
        "outbox" => "What the service has said and the event log has not taken yet. It is kept in the service's database and leaves as soon as the log answers.",
        "retries" => "What the service could not handle at first. It tries again by itself for some minutes; what fails to the end waits under dead letters.",
        _ => "What was said to the service and is not handled yet. Nothing is lost while it waits. If it only grows, the service is down or too slow: an operator can give it more replicas.",
    };

    /// <summary>As people say it, roughly.</summary>
    public static string Age(TimeSpan age) => age switch
    {
        { TotalSeconds: < 1 } => "a moment",
        { TotalMinutes: < 2 } => $"{(int)age.TotalSeconds} s",
        { TotalHours: < 2 } => $"{(int)age.TotalMinutes} min",
        { TotalDays: < 2 } => $"{(int)age.TotalHours} h",
        _ => $"{(int)age.TotalDays} days",
    };
}
