using Commerce.Data;
using Commerce.Identity.Contracts;
using Commerce.Messaging;

namespace Commerce.Privacy;

/// <summary>Somebody is to be erased: at once where that is possible, else as soon as it is. Identity hears of it when nothing is left.</summary>
internal sealed class ErasePersonalData(Erasures erasures) : IMessageHandler<UserErasedV1>
{
    public async Task HandleAsync(IReadOnlyList<Received<UserErasedV1>> messages, Session session, CancellationToken ct)
    {
        foreach (var (request, cause) in messages.Select(m => (m.Message, m.Context)))
        {
            session.Write(
                "INSERT INTO erasures (person_id, request_id, asked_at) VALUES ($1, $2, $3) ON CONFLICT (person_id) DO NOTHING",
                request.UserId, request.RequestId, request.ErasedAt);
            await session.FlushAsync(ct);
            await erasures.TryAsync(session, request.UserId, request.RequestId, cause, ct);
        }
    }
}

/// <summary>Erases somebody and says so, or notes what it waits for.</summary>
internal sealed class Erasures(IPersonalData data, ServiceName service, TimeProvider clock)
{
    public async Task TryAsync(Session session, Guid personId, Guid requestId, RequestContext cause, CancellationToken ct)
    {
        var erasure = await data.EraseAsync(session, personId, ct);
        var now = clock.GetUtcNow();
        if (erasure.WaitsFor is null)
        {
            PersonalKeys.Erase(session, personId);
            ErasedStoreV1[] stores = [.. erasure.Stores, new("personal key", "deleted: what it sealed in events is unreadable", 1)];
            session.Publish(new ConfirmErasureV1(requestId, personId, service.Name, stores, now), personId, cause);
        }

        session.Write(
            "UPDATE erasures SET waits_for = $2, done_at = $3 WHERE person_id = $1 AND done_at IS NULL",
            personId, erasure.WaitsFor, erasure.WaitsFor is null ? now : null);
    }
}
