namespace Commerce.Identity;

/// <summary>Development's stand-in for the outside: keeps the last messages in memory instead of sending them.</summary>
internal sealed class LocalMailbox(TimeProvider clock) : IEmailTransport, ISmsTransport
{
    private const int Capacity = 500;
    private readonly LinkedList<Item> _items = [];

    /// <summary>The newest first.</summary>
    public IReadOnlyList<Item> Items
    {
        get
        {
            lock (_items)
                return [.. _items];
        }
    }

    Task IEmailTransport.SendAsync(Guid id, OutgoingMessage message, CancellationToken ct) => Keep(id, OutgoingMessages.Email, message);

    Task ISmsTransport.SendAsync(Guid id, OutgoingMessage message, CancellationToken ct) => Keep(id, OutgoingMessages.Sms, message);

    private Task Keep(Guid id, string channel, OutgoingMessage message)
    {
        lock (_items)
        {
            if (_items.All(i => i.Id != id))
                _items.AddFirst(new Item(id, channel, message.To, message.Subject, message.Text, clock.GetUtcNow()));
            if (_items.Count > Capacity)
                _items.RemoveLast();
        }

        return Task.CompletedTask;
    }

    /// <summary>A message that did not leave this machine.</summary>
    public sealed record Item(Guid Id, string Channel, string To, string Subject, string Text, DateTimeOffset SentAt);
}
