namespace Commerce.AppHost.Hosting.Monitoring;

/// <summary>One line of a resource's console; numbers count from 1 per resource without gaps.</summary>
public sealed record LogLine(long Number, DateTimeOffset Time, string Resource, string Text, bool IsError);
