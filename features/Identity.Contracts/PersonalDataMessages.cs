using Commerce.Kernel;

namespace Commerce.Identity.Contracts;

/// <summary>Somebody wants everything that is known about them. Who knows something answers with <see cref="DeliverPersonalDataV1"/>.</summary>
/// <param name="PublicKey">P-256, SubjectPublicKeyInfo in base64: answers are encrypted for its owner, who throws the private key away afterwards.</param>
[Message("identity.personal-data-requested.v1", Topic = "users", Aggregate = "user")]
public sealed record PersonalDataRequestedV1(Guid RequestId, Guid UserId, string PublicKey, DateTimeOffset RequestedAt);

/// <summary>Takes one context's share of somebody's data, in as many parts as it needs.</summary>
/// <param name="Part">1 to <paramref name="Parts"/>.</param>
/// <param name="Content">Base64 of the encrypted, compressed JSON; the parts joined are the whole.</param>
[Message("identity.deliver-personal-data.v1", Topic = "identity.commands", Aggregate = "user")]
public sealed record DeliverPersonalDataV1(
    Guid RequestId, Guid UserId, string Context, int Part, int Parts, string Content, DateTimeOffset CollectedAt);

/// <summary>Somebody's account is gone for good, and whoever knows something of them is to forget it and to answer with <see cref="ConfirmErasureV1"/>.</summary>
[Message("identity.user-erased.v1", Topic = "users", Aggregate = "user")]
public sealed record UserErasedV1(Guid RequestId, Guid UserId, DateTimeOffset ErasedAt);

/// <summary>Takes note that a context has forgotten somebody: which places had something, and what was done there.</summary>
[Message("identity.confirm-erasure.v1", Topic = "identity.commands", Aggregate = "user")]
public sealed record ConfirmErasureV1(Guid RequestId, Guid UserId, string Context, IReadOnlyList<ErasedStoreV1> Stores, DateTimeOffset ErasedAt);

/// <summary>A place that held personal data.</summary>
/// <param name="What">What was done: deleted, made anonymous, unreadable.</param>
/// <param name="Rows">How many rows that were.</param>
public sealed record ErasedStoreV1(string Store, string What, long Rows);
