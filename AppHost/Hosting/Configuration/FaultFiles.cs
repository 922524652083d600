using Aspire.Hosting.ApplicationModel;

namespace Commerce.AppHost.Hosting;

/// <summary>Tells each project the file in which it is asked to fail; only on a platform that was started for that.</summary>
internal static class FaultFiles
{
    private const string Variable = "COMMERCE_FAULT_FILE";

    public static void Prepare(Topology topology, RunnerOptions options)
    {
        var instance = options.Instance;
        if (Directory.Exists(instance.Faults))
            Directory.Delete(instance.Faults, recursive: true);
        if (!options.HasFaults)
            return;

        Directory.CreateDirectory(instance.Faults);
        foreach (var project in topology.Resources.OfType<ProjectResource>())
            project.Environment.Add(new(Variable, ReferenceExpression.From(() => instance.FaultFileOf(project.Name))));
    }
}
