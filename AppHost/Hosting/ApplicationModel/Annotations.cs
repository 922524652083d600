namespace Aspire.Hosting.ApplicationModel;

internal enum WaitFor
{
    Healthy,
    Completion,
}

internal sealed record WaitRequirement(IResource Dependency, WaitFor Until, int ExitCode = 0);

internal sealed record HttpHealthCheck(string Path, int StatusCode, string EndpointName);

internal sealed class EndpointAnnotation(string name, string scheme, int? requestedPort, string? environmentVariable)
{
    private string? url;

    public string Name => name;

    public string Scheme => scheme;

    public int? RequestedPort => requestedPort;

    public string? EnvironmentVariable => environmentVariable;

    public bool IsExternal { get; set; }

    public int[] Ports { get; private set; } = [];

    /// <summary>An endpoint that another system serves.</summary>
    public static EndpointAnnotation At(string name, string url) => new(name, new Uri(url).Scheme, null, null) { url = url.TrimEnd('/') };

    public bool IsElsewhere => url is not null;

    public void Allocate(int[] ports) => Ports = ports;

    /// <summary>Where it is found: what people open is at <c>localhost</c>, because browsers know passkeys there and at no bare address.</summary>
    public string UrlOf(int replica = 0) => IsExternal ? At("localhost", replica) : LocalUrlOf(replica);

    /// <summary>Where it listens.</summary>
    public string LocalUrlOf(int replica = 0) => At("127.0.0.1", replica);

    private string At(string host, int replica) =>
        url ?? (Ports.Length > replica
            ? $"{scheme}://{host}:{Ports[replica]}"
            : throw new InvalidOperationException($"The endpoint '{name}' has no port yet."));
}
