using System.Security.Cryptography;
using Commerce.Data;

namespace Commerce.Privacy;

/// <summary>
/// A table whose rows are sealed under the master key. Once that was changed a worker seals them anew, so that the former one can go.
/// </summary>
public interface ISealedRows
{
    /// <summary>What they are called in logs.</summary>
    string Name { get; }

    /// <summary>Locks the next ones that are not sealed by the present key, in the order of their ids, without waiting for anybody's.</summary>
    Task<IReadOnlyList<SealedRow>> FormerAsync(Session session, Guid after, int atMost, CancellationToken ct);

    /// <summary>Queues that one is sealed by the present key.</summary>
    /// <exception cref="CryptographicException">No key that is configured opens it.</exception>
    void SealAnew(Session session, SealedRow row);
}

/// <summary>A row as it lies in the database.</summary>
/// <param name="BelongsTo">Whose it is: what its box is bound to.</param>
public sealed record SealedRow(Guid Id, Guid BelongsTo, byte[] Box);
