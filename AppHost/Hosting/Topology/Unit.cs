using Aspire.Hosting.ApplicationModel;

namespace Commerce.AppHost.Hosting;

/// <summary>What is started, watched and shown on its own: a resource, or one of its replicas.</summary>
internal sealed record Unit(Resource Resource, int Replica)
{
    public string Name { get; } = Replica == 0 ? Resource.Name : $"{Resource.Name}-{Replica + 1}";
}
