namespace Commerce.Data;

/// <summary>Something that gathers writes during a session and adds them to its batch at the end, such as the outbox.</summary>
public interface ISessionParticipant
{
    /// <summary>Queues what was gathered since the last flush.</summary>
    void BeforeFlush(Session session);

    /// <summary>The transaction is durable.</summary>
    void Committed();
}

/// <summary>Gives each new session its participant.</summary>
public interface ISessionParticipantFactory
{
    ISessionParticipant Create();
}
