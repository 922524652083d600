namespace Commerce.Kernel;

/// <summary>The stored name of an integration message and the topic that carries it. Names never change; a new shape is a new name.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class MessageAttribute(string name) : Attribute
{
    /// <summary><c>context.what-happened.vN</c>.</summary>
    public string Name { get; } = name;

    public required string Topic { get; init; }

    /// <summary>The kind of thing whose id is the message's key: <c>order</c>, <c>product</c>…</summary>
    public required string Aggregate { get; init; }

    /// <summary>The number behind <c>.v</c>.</summary>
    public int Version => int.Parse(Name.AsSpan(Name.LastIndexOf(".v", StringComparison.Ordinal) + 2), provider: null);
}
