namespace Commerce.Kernel;

/// <summary>New identifiers.</summary>
public static class Ids
{
    /// <summary>A UUIDv7 (RFC 9562) of this clock's time: ids sort by when they were made, which keeps indexes dense.</summary>
    public static Guid NewId(this TimeProvider clock) => Guid.CreateVersion7(clock.GetUtcNow());
}
