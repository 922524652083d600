using Commerce.Data;
using Commerce.Identity.Contracts;
using Commerce.Messaging;

namespace Commerce.Identity;

/// <summary>The contexts answer: what they know of somebody, and that they have forgotten somebody.</summary>
internal sealed class TakePersonalData(DataExports exports, AccountErasures erasures)
    : IMessageHandler<DeliverPersonalDataV1>, IMessageHandler<ConfirmErasureV1>
{
    public async Task HandleAsync(IReadOnlyList<Received<DeliverPersonalDataV1>> messages, Session session, CancellationToken ct)
    {
        foreach (var (share, _) in messages.Select(m => (m.Message, m.Context)))
            await exports.TakeAsync(session, share, ct);
    }

    public async Task HandleAsync(IReadOnlyList<Received<ConfirmErasureV1>> messages, Session session, CancellationToken ct)
    {
        foreach (var (answer, _) in messages.Select(m => (m.Message, m.Context)))
            await erasures.TakeAsync(session, answer.RequestId, answer.Context, answer.Stores, ct);
    }
}
