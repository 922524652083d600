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

    public static Error NotSent { get; } = new(422, "identity.method_not_available", "This account gets no codes in this way.");

    public static Error UnconfirmedAddress { get; } =
        new(409, "identity.email_not_confirmed", "Confirm your e-mail address first: nobody has shown yet that mail to it reaches you.");

    public static Error StrongerFactorNeeded { get; } =
        new(409, "identity.stronger_factor_needed", "An account that may do more than shop needs an authenticator app or a passkey; a code that is sent is not enough.");

    public static Error UseSecondFactor { get; } =
        new(401, "identity.second_factor_wanted", "This session was opened with a second factor, and only a second factor renews it.");

    public static Error TooManyCodes(TimeSpan wait) => new(429, "identity.too_many_codes", "A code was sent already, or too many were. Wait before you ask for another one.")
    {
        RetryAfter = wait,
    };

    public static Error SessionEnded { get; } = new(401, "identity.session_ended", "This session has ended. Log in again.");
}
