using Aspire.Hosting.ApplicationModel;
using Commerce.AppHost.Hosting;

namespace Aspire.Hosting;

/// <summary>Adds values that do not belong into the topology.</summary>
public static class ParameterResourceBuilderExtensions
{
    /// <summary>Uses the configuration's <c>Parameters:NAME</c>, or else a random value that stays the same.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, ParameterDefault value, bool secret = false, bool persist = false)
    {
        if (value is not GenerateParameterDefault { MinLength: <= Secrets.Length, Special: false } || !secret || !persist)
            throw new NotSupportedException($"The native runner generates only lasting secrets of up to {Secrets.Length} letters and digits.");

        return builder.AddResource(new ParameterResource(name) { Configured = builder.Configuration[$"Parameters:{name}"] });
    }
}
