using Commerce.Kernel;

namespace Commerce.Identity;

/// <summary>Refusals around second factors. A wrong code and a factor that is not there look alike.</summary>
internal static class SecondFactorErrors
{
    public static Error InvalidChallenge { get; } =
        new(401, "identity.invalid_challenge", "This login was begun too long ago, or tried too often. Log in again.");

    public static Error InvalidCode { get; } = new(401, "identity.invalid_code", "This code is not right.");

    public static Error CodeUsed { get; } = new(401, "identity.code_used", "This code was used already. Wait for the next one.");

    public static Error AlreadyEnrolled { get; } =
        new(409, "identity.second_factor_enrolled", "This second factor is in use. Remove it before you set up another one.");

    public static Error NotFound { get; } = new(404, "identity.second_factor_not_found", "There is no such second factor.");

    public static Error NothingToConfirm { get; } =
        new(409, "identity.nothing_to_confirm", "There is no second factor that waits for its confirmation. Set it up first.");

    public static Error SessionEnded { get; } = new(401, "identity.session_ended", "This session has ended. Log in again.");
}
