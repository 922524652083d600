using Aspire.Hosting;
using Commerce.AppHost.Hosting.Monitoring;

namespace Commerce.AppHost.Hosting;

/// <summary>Runs one Kafka node, broker and controller in one process, from an installed Kafka. Its files belong to this instance alone.</summary>
internal sealed class KafkaDriver(KafkaServerResource kafka, RunnerOptions options) : IDriver
{
    private readonly string _folder = Path.Combine(options.Instance.Root, kafka.Name);

    public string Kind => ResourceKinds.EventLog;

    public string? Source => $"Kafka in {kafka.Home}";

    public IReadOnlyList<string> Urls => [$"tcp://{Address}"];

    private string Address => AddressOf(kafka);

    private string Data => Path.Combine(_folder, "data");

    private IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["KAFKA_HEAP_OPTS"] = "-Xms128m -Xmx512m",
        ["KAFKA_GC_LOG_OPTS"] = " ",
        ["LOG_DIR"] = Path.Combine(_folder, "logs"),
        // Warnings to standard error, and no files beside the runner's own log.
        ["KAFKA_LOG4J_OPTS"] = $"-Dlog4j2.configurationFile={Path.Combine(kafka.Home!, "config", "tools-log4j2.yaml")}",
    };

    public async Task<ProcessSpec?> PrepareAsync(Action<string, bool> log, CancellationToken ct)
    {
        var (server, storage) = (Program("kafka-server-start.sh"), Program("kafka-storage.sh"));
        await JavaRuntime.RequireAsync("KAFKA_HOME is set, and Kafka", kafka.Name, ct);
        Directory.CreateDirectory(_folder);
        var file = Path.Combine(_folder, "server.properties");
        await File.WriteAllTextAsync(file, Properties(kafka, Data), ct);
        if (!File.Exists(Path.Combine(Data, "meta.properties")))
            await FormatAsync(storage, file, log, ct);
        return new ProcessSpec(server, [file]) { Environment = Environment, Grace = TimeSpan.FromSeconds(30) };
    }

    public Task<bool> IsHealthyAsync(CancellationToken ct) => KafkaProbe.AnswersAsync(Address, ct);

    private async Task FormatAsync(string storage, string file, Action<string, bool> log, CancellationToken ct)
    {
        log("Formatting the log's storage", false);
        var id = Convert.ToBase64String(Guid.CreateVersion7().ToByteArray(bigEndian: true)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        var (exitCode, output) = await Command.RunAsync(new ProcessSpec(storage, ["format", "-t", id, "-c", file]) { Environment = Environment }, ct);
        if (exitCode != 0)
            throw new StartRefusedException(ExitCodes.Failed, $"Kafka could not format its storage: {output.Trim()}", kafka.Name);
    }

    private string Program(string name)
    {
        var program = Path.Combine(kafka.Home!, "bin", name);
        return File.Exists(program)
            ? program
            : throw new StartRefusedException(ExitCodes.MissingTool, $"KAFKA_HOME is {kafka.Home}, but there is no {program}.", kafka.Name);
    }

    // One node, so one copy of everything. Topics are made by those who use them, and nothing is forgotten: ./commerce verify reads it all.
    internal static string Properties(KafkaServerResource kafka, string data) => $"""
        process.roles=broker,controller
        node.id=1
        controller.quorum.voters=1@127.0.0.1:{kafka.PortOf(KafkaServerResource.ControllerEndpointName)}
        listeners=PLAINTEXT://{AddressOf(kafka)},CONTROLLER://127.0.0.1:{kafka.PortOf(KafkaServerResource.ControllerEndpointName)}{ForWires(kafka, wire => $"{Listener(wire)}://127.0.0.1:{wire.ServerPort}")}
        advertised.listeners=PLAINTEXT://{AddressOf(kafka)}{ForWires(kafka, wire => $"{Listener(wire)}://127.0.0.1:{wire.Port}")}
        controller.listener.names=CONTROLLER
        listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT{ForWires(kafka, wire => $"{Listener(wire)}:PLAINTEXT")}
        log.dirs={data}
        auto.create.topics.enable=false
        default.replication.factor=1
        offsets.topic.replication.factor=1
        offsets.topic.num.partitions=8
        transaction.state.log.replication.factor=1
        transaction.state.log.min.isr=1
        share.coordinator.state.topic.replication.factor=1
        share.coordinator.state.topic.min.isr=1
        group.initial.rebalance.delay.ms=0
        log.retention.ms=-1
        num.network.threads=2
        num.io.threads=4

        """;

    private static string AddressOf(KafkaServerResource kafka) => $"127.0.0.1:{kafka.PortOf(KafkaServerResource.EndpointName)}";

    private static string ForWires(KafkaServerResource kafka, Func<Wire, string> text) => string.Concat(kafka.Listeners.Select(wire => $",{text(wire)}"));

    private static string Listener(Wire wire) => wire.Name.Replace('-', '_').ToUpperInvariant();
}
