using System.Net;
using Commerce.Data;
using Commerce.Kernel;

namespace Commerce.Identity;

/// <summary>Whatever somebody who is signed in can prove themselves with once more: their password, or a second factor.</summary>
internal sealed class Proofs(Credentials credentials, SecondFactors secondFactors)
{
    /// <summary>Counts a try and queues what it uses up if it is right, or refuses.</summary>
    public Task<Error?> CheckAsync(
        Session session, Guid userId, Guid sessionId, string method, string code, IPAddress? address, CancellationToken ct) =>
        method == FactorMethods.Password
            ? credentials.ProveAsync(session, userId, code, address, ct)
            : secondFactors.ProveAsync(session, userId, method, code, Occasion.OfSession(sessionId), address, ct);
}
