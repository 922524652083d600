using System.Collections.Concurrent;
using System.Reflection;
using Commerce.Kernel;

namespace Commerce.Messaging;

/// <summary>The stored name, topic and aggregate of a contract record.</summary>
internal static class MessageType
{
    private static readonly ConcurrentDictionary<Type, MessageAttribute> Known = new();

    public static MessageAttribute Of(Type message) => Known.GetOrAdd(message, static type =>
        type.GetCustomAttribute<MessageAttribute>() ?? throw new InvalidOperationException($"{type} carries no [Message] name."));
}
