namespace Commerce.Data;

/// <summary>Who and what set off a unit of work; copied into every message that it causes.</summary>
/// <param name="CorrelationId">The same for everything that follows from one call of a client.</param>
/// <param name="CausationId">The message that set this off, if it was a message.</param>
/// <param name="UserId">The signed-in caller, if any.</param>
/// <param name="TraceParent">W3C trace context of the cause.</param>
/// <param name="ActorId">Who acts in the caller's name, if it is not the caller.</param>
public sealed record RequestContext(
    string CorrelationId, Guid? CausationId = null, string? UserId = null, string? TraceParent = null, string? ActorId = null)
{
    /// <summary>Work that the platform starts by itself, such as a deadline that passed.</summary>
    public static RequestContext System(string what) => new($"system:{what}");
}
