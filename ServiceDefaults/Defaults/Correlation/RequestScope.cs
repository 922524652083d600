namespace Commerce.Defaults;

/// <summary>What every log line of a request tells about it. The caller is known only after authentication.</summary>
internal sealed class RequestScope(string correlationId)
{
    public string CorrelationId { get; } = correlationId;

    public string? UserId { get; set; }
}
