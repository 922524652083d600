using Commerce.Data;

namespace Commerce.Messaging;

/// <summary>What a context does when messages of one type arrive.</summary>
public interface IMessageHandler<TMessage>
    where TMessage : class
{
    /// <summary>
    /// Handles a batch inside one transaction that has already begun. Duplicates are filtered out before, keys are distinct within
    /// the batch. Queue writes and messages on the session and do not commit it. Throwing rolls the batch back; its messages are
    /// then tried one by one, and one that keeps failing becomes a dead letter.
    /// </summary>
    Task HandleAsync(IReadOnlyList<Received<TMessage>> messages, Session session, CancellationToken ct);
}

/// <summary>A message that arrived.</summary>
/// <param name="AggregateId">The message's key.</param>
/// <param name="Time">When it was sent, by the sender's clock.</param>
/// <param name="Context">To be handed on to whatever this message causes.</param>
public sealed record Received<TMessage>(Guid MessageId, string AggregateId, TMessage Message, DateTimeOffset Time, RequestContext Context)
    where TMessage : class;
