using Commerce.Kernel;

namespace Commerce.Identity;

/// <summary>Refusals around signing in with another issuer. What that one says is never repeated.</summary>
internal static class ExternalLoginErrors
{
    public static Error UnknownProvider { get; } = new(404, "identity.external_provider_not_found", "Nobody can sign in with that here.");

    public static Error NotLinked { get; } = new(404, "identity.external_login_not_found", "Your account is not linked to that.");

    public static Error Stale { get; } =
        new(400, "identity.external_login_stale", "This login was begun too long ago, in another browser, or is over already. Try again.");

    public static Error AlreadyLinked { get; } = new(409, "identity.external_login_taken", "That login is linked to an account already, or your account to another one there.");

    public static Error SessionOver { get; } = new(409, "identity.external_login_session_over", "You were signed out meanwhile, so nothing was linked.");

    public static Error AddressTaken { get; } = new(
        409, "identity.external_login_address_taken", "There is an account with your e-mail address already. Sign in to it first, and link this login in its settings.");

    public static Error AddressUnverified { get; } = new(
        403, "identity.external_login_unverified", "No account is linked to that login, and we were not told that its e-mail address is verified. Sign in first, and link it in your account's settings.");

    public static Error AccountClosed { get; } = new(403, "identity.external_login_refused", "This account cannot be signed in to now.");

    public static Error ProviderDown { get; } =
        new(409, "identity.external_provider_unavailable", "That provider does not answer as it should. Try again later.");

    public static Error Refused(ExternalProvider provider) => new(400, "identity.external_login_declined", $"You were not signed in with {provider.DisplayName}.");

    public static Error Unavailable(ExternalProvider provider) =>
        new(400, "identity.external_login_unavailable", $"{provider.DisplayName} does not answer as it should. Try again later, or sign in another way.");
}
