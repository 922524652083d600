using Commerce.Kernel;

namespace Commerce.Identity;

/// <summary>Refusals around clients.</summary>
internal static class ClientErrors
{
    public static Error NotFound { get; } = new(404, "identity.client_not_found", "There is no such application.");

    public static Error IdTaken { get; } = new(409, "identity.client_id_taken", "There is an application with this id, or there was one.");

    public static Error IsPublic { get; } = new(409, "identity.client_is_public", "A public application has no secret.");
}
