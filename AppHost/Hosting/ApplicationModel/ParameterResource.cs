namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value given from outside. The native runner generates its own credentials and takes none.</summary>
public class ParameterResource : Resource
{
    internal ParameterResource(string name)
        : base(name)
    {
    }
}
