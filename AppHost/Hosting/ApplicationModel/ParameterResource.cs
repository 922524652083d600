namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value that the topology does not contain: given by the configuration, or generated once for this instance.</summary>
public class ParameterResource : Resource, IValueProvider
{
    internal ParameterResource(string name)
        : base(name)
    {
    }

    internal string? Configured { get; init; }

    internal Func<string> Generated { get; set; } = () => throw new InvalidOperationException("The platform has not been built.");

    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<string?>(Configured ?? Generated());
}

/// <summary>How a parameter comes by a value when nobody gives one.</summary>
public abstract class ParameterDefault
{
    private protected ParameterDefault()
    {
    }
}

/// <summary>A random value, made at the first start and kept.</summary>
public sealed class GenerateParameterDefault : ParameterDefault
{
    public int MinLength { get; set; }

    public bool Special { get; set; } = true;
}
