using Commerce.Kernel;

namespace Commerce.Identity;

/// <summary>Refusals around accounts. None tells whether an address has an account.</summary>
internal static class AccountErrors
{
    public static Error InvalidCredentials { get; } = new(401, "identity.invalid_credentials", "E-mail address or password is wrong.");

    public static Error TooBusy { get; } = new(503, "identity.busy", "Many people are signing in right now. Try again in a moment.")
    {
        RetryAfter = TimeSpan.FromSeconds(2),
    };

    public static Error InvalidToken { get; } = new(422, "identity.invalid_token", "This code is not good, or no longer. Have another one sent.");

    public static Error UserNotFound { get; } = new(404, "identity.user_not_found", "There is no such user.");

    public static Error LastWayIn { get; } =
        new(409, "identity.last_way_in", "This is the only way into your account. Set a password, add a passkey or link another login first.");

    public static Error TooManyTries(TimeSpan wait) => new(429, "identity.too_many_tries", "Too many failed tries. Wait before you try again.")
    {
        RetryAfter = wait,
    };

    public static Error InvalidPassword(PasswordFault fault) => new(422, "validation_failed", "Some values are not acceptable.")
    {
        Fields =
        [
            fault switch
            {
                PasswordFault.TooShort => new("/password", "too_short", $"At least {PasswordRules.MinLength} characters; a few words are fine."),
                PasswordFault.TooLong => new("/password", "too_long", $"At most {PasswordRules.MaxLength} characters."),
                _ => new("/password", "too_common", "This is one of the first passwords that anybody would try."),
            },
        ],
    };
}
