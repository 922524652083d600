using Commerce.Data;

namespace Commerce.Messaging;

/// <summary>Sending messages as part of a session.</summary>
public static class PublishExtensions
{
    /// <summary>Sends a message if, and only if, the session commits. Messages of one aggregate arrive in the order they were sent.</summary>
    /// <param name="message">A contract record with a <see cref="Kernel.MessageAttribute"/>.</param>
    /// <exception cref="InvalidOperationException">It has no such attribute, or more than a million bytes as JSON.</exception>
    /// <param name="aggregateId">The message's key.</param>
    /// <param name="causedBy">What it follows from, when that is not the session's own cause.</param>
    public static void Publish(this Session session, object message, string aggregateId, RequestContext? causedBy = null) =>
        session.Participant<OutboxBuffer>().Add(message, aggregateId, causedBy ?? session.Context);

    /// <inheritdoc cref="Publish(Session,object,string,RequestContext?)"/>
    public static void Publish(this Session session, object message, Guid aggregateId, RequestContext? causedBy = null) =>
        session.Publish(message, aggregateId.ToString(), causedBy);
}
