using Microsoft.Extensions.DependencyInjection;

namespace Commerce.Messaging;

/// <summary>Says what a service listens to.</summary>
public sealed class MessagingBuilder
{
    private readonly IServiceCollection _services;

    internal MessagingBuilder(IServiceCollection services) => _services = services;

    internal HandlerTable Handlers { get; } = new();

    /// <summary>Handles every message of a type. The topic follows from the contract.</summary>
    public MessagingBuilder Handle<TMessage, THandler>()
        where TMessage : class
        where THandler : class, IMessageHandler<TMessage>
    {
        _services.AddScoped<THandler>();
        Handlers.Add<TMessage, THandler>();
        return this;
    }
}
