namespace Commerce.Cli;

/// <summary>What the proxy does to the bytes of a wire, in one direction.</summary>
/// <param name="Stream"><c>upstream</c> is what a client asks, <c>downstream</c> what it is answered.</param>
/// <param name="Toxicity">The share of the connections that it befalls.</param>
internal sealed record Toxic(string Type, string Stream, IReadOnlyDictionary<string, int> Attributes, double Toxicity = 1)
{
    public const string Asking = "upstream";
    public const string Answering = "downstream";

    public string Name => $"{Type}-{Stream}";

    public static Toxic Delay(string stream, int milliseconds, int jitter) => new("latency", stream, new Dictionary<string, int> { ["latency"] = milliseconds, ["jitter"] = jitter });

    /// <summary>So many kilobytes a second for each connection.</summary>
    public static Toxic Narrow(string stream, int rate) => new("bandwidth", stream, new Dictionary<string, int> { ["rate"] = rate });

    /// <summary>A reset where bytes should have been.</summary>
    public static Toxic Reset(string stream) => new("reset_peer", stream, new Dictionary<string, int> { ["timeout"] = 0 });

    /// <summary>Nothing arrives any more, and nobody is told.</summary>
    public static Toxic Silence(string stream, double toxicity = 1) => new("timeout", stream, new Dictionary<string, int> { ["timeout"] = 0 }, toxicity);
}
