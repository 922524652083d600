namespace Commerce.Identity;

/// <summary>Hands an e-mail to whoever delivers it. It may be handed over twice under the same id.</summary>
internal interface IEmailTransport
{
    Task SendAsync(Guid id, OutgoingMessage message, CancellationToken ct);
}

/// <summary>Hands a text message to whoever delivers it. It may be handed over twice under the same id.</summary>
internal interface ISmsTransport
{
    Task SendAsync(Guid id, OutgoingMessage message, CancellationToken ct);
}

/// <summary>Where no way to deliver is configured: the message waits and is given up in the end, with this as the reason.</summary>
internal sealed class NoTransport(string setting) : IEmailTransport, ISmsTransport
{
    public Task SendAsync(Guid id, OutgoingMessage message, CancellationToken ct) =>
        throw new DeliveryException($"{setting} is not set.");
}

/// <summary>A message could not be handed over; it is tried again.</summary>
internal sealed class DeliveryException(string message, Exception? inner = null) : Exception(message, inner);
