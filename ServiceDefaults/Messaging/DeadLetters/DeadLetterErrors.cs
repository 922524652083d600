using Commerce.Kernel;

namespace Commerce.Messaging;

/// <summary>Why something cannot be done to a dead letter.</summary>
public static class DeadLetterErrors
{
    public static Error NotFound { get; } = new(404, "not_found", "There is no such dead letter.");

    public static Error AlreadyReplayed { get; } = new(409, "dead_letters.already_replayed", "The message has had its effect already.");

    public static Error Duplicate { get; } = new(
        409, "dead_letters.duplicate", "A message with this eventId was handled before. Replaying it would be a duplicate.");

    public static Error NotHandled { get; } = new(422, "dead_letters.not_handled", "This service handles no messages of this type.");

    public static Error Changed { get; } = new(412, "precondition_failed", "Somebody else changed it. Read it again.");

    public static Error Unreadable(string reason) => new(422, "dead_letters.unreadable", $"The message cannot be read: {reason}");
}
