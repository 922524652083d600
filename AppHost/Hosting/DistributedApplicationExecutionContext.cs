namespace Aspire.Hosting;

/// <summary>What the topology is being read for.</summary>
public enum DistributedApplicationOperation
{
    Run,
    Publish,
}

/// <summary>Lets the topology differ between a run on this machine and a published chart.</summary>
public class DistributedApplicationExecutionContext(DistributedApplicationOperation operation)
{
    public DistributedApplicationOperation Operation => operation;

    public bool IsRunMode => operation is DistributedApplicationOperation.Run;

    public bool IsPublishMode => operation is DistributedApplicationOperation.Publish;
}
