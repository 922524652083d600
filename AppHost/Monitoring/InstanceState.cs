using System.Text.Json;

namespace Commerce.AppHost.Hosting.Monitoring;

/// <summary>What a running platform tells other processes about itself, in the instance's <c>state.json</c>.</summary>
public sealed record InstanceState(
    int PortBase,
    int Pid,
    long ProcessStart,
    string Phase,
    DateTimeOffset StartedAt,
    string? Gateway,
    string? Dashboard,
    InstanceFailure? Failure,
    IReadOnlyList<ResourceSnapshot> Resources)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>False when the process that wrote the state has ended, even when its number was given to another process since.</summary>
    public bool IsAlive() => ProcessClock.StartOf(Pid) == ProcessStart;

    public static InstanceState? Read(InstanceDirectory instance)
    {
        try
        {
            return JsonSerializer.Deserialize<InstanceState>(File.ReadAllText(instance.StateFile), Json);
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Readers see the old or the new state, never half of one.</summary>
    public void Write(InstanceDirectory instance)
    {
        var draft = $"{instance.StateFile}.{Environment.ProcessId}";
        File.WriteAllText(draft, JsonSerializer.Serialize(this, Json));
        File.Move(draft, instance.StateFile, overwrite: true);
    }

    public string ToJson() => JsonSerializer.Serialize(this, Json);
}
