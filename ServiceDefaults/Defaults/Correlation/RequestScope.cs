using System.Collections;
using Commerce.Data;

namespace Commerce.Defaults;

/// <summary>What every log line of a request tells about it. The caller is known only after authentication.</summary>
internal sealed class RequestScope(string correlationId) : IEnumerable<KeyValuePair<string, object?>>
{
    public string CorrelationId { get; } = correlationId;

    public string? UserId { get; set; }

    public string? ActorId { get; set; }

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        yield return new(nameof(RequestContext.CorrelationId), CorrelationId);
        yield return new(nameof(RequestContext.UserId), UserId);
        yield return new(nameof(RequestContext.ActorId), ActorId);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
