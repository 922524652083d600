namespace Commerce.EventStore;

/// <summary>The name under which a domain event is stored, for ever. A new shape is a new name with a new version.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class EventNameAttribute(string name) : Attribute
{
    /// <summary><c>context.what-happened.vN</c>.</summary>
    public string Name { get; } = name;
}
