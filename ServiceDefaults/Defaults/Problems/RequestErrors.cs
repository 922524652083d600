using Commerce.Kernel;

namespace Commerce.Defaults;

/// <summary>Refusals that any endpoint may answer with before a use case decides anything.</summary>
public static class RequestErrors
{
    public static Error BodyMissing { get; } = new(400, "body_missing", "This call needs a JSON body.");

    public static Error NotFound { get; } = new(404, "not_found", "There is nothing here.");

    public static Error InvalidCursor { get; } = new(400, "invalid_cursor", "The cursor is not one that this listing gave out.");

    public static Error InvalidCharacters { get; } = new(400, "invalid_characters", "Text must be valid Unicode without NUL characters.");
}
