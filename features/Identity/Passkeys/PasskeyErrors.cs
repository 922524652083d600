using Commerce.Kernel;

namespace Commerce.Identity;

/// <summary>Refusals around passkeys. Whatever is wrong with an answer at sign-in, it is refused alike.</summary>
internal static class PasskeyErrors
{
    public static Error CeremonyOver { get; } =
        new(401, "identity.passkey_ceremony_over", "This was begun too long ago, elsewhere, or is over already. Try again.");

    public static Error NotAccepted { get; } = new(401, "identity.invalid_passkey", "This passkey was not accepted.");

    public static Error CannotBeAdded { get; } =
        new(422, "identity.passkey_refused", "This passkey cannot be added. It must check its user, by a PIN, a finger or a face, and be made on this site.");

    public static Error AlreadyAdded { get; } = new(409, "identity.passkey_known", "This passkey was added already.");

    public static Error TooMany { get; } =
        new(409, "identity.too_many_passkeys", $"An account has at most {PasskeyBook.MostPerAccount} passkeys. Remove one that you do not use any more.");

    public static Error NotFound { get; } = new(404, "identity.passkey_not_found", "You have no such passkey.");
}
