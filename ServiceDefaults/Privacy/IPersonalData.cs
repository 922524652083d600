using System.Text.Json.Nodes;
using Commerce.Data;
using Commerce.Identity.Contracts;

namespace Commerce.Privacy;

/// <summary>What a context knows of people: it hands all of it out, and erases it.</summary>
public interface IPersonalData
{
    /// <summary>Everything about a person, by what it is: <c>orders</c>, <c>addresses</c>…</summary>
    Task<JsonObject> CollectAsync(Session session, Guid personId, CancellationToken ct);

    /// <summary>Erases, as part of the session, what can be erased now. Called again until nothing waits any more.</summary>
    Task<Erasure> EraseAsync(Session session, Guid personId, CancellationToken ct);
}

/// <summary>What came of erasing somebody.</summary>
/// <param name="Stores">Each place that had personal data, and what was done there.</param>
/// <param name="WaitsFor">Why something had to stay for now; null when nothing did.</param>
public sealed record Erasure(IReadOnlyList<ErasedStoreV1> Stores, string? WaitsFor = null);
