namespace Commerce.AdminUi;

/// <summary>How the portal says what Identity spells.</summary>
internal static class CustomerWords
{
    public static readonly IReadOnlyList<string> Statuses = ["active", "unconfirmed", "disabled"];
    public static readonly IReadOnlyList<string> RequestStatuses = ["waiting", "approved", "rejected", "withdrawn", "erased"];

    public static string Status(string status) => status switch
    {
        "active" => "Active",
        "unconfirmed" => "Address not confirmed",
        "disabled" => "Disabled",
        _ => Plain(status),
    };

    public static string Request(string status) => status switch
    {
        "waiting" => "Waits for approval",
        "approved" => "Will be erased",
        "rejected" => "Kept",
        "withdrawn" => "Kept by the customer",
        "erased" => "Erased",
        _ => Plain(status),
    };

    public static string Tone(string status) => status switch
    {
        "active" => "good",
        "disabled" => "bad",
        "waiting" or "approved" => "warn",
        _ => "idle",
    };

    public static string Icon(string status) => status switch
    {
        "active" => "check-circle",
        "disabled" => "lock",
        "waiting" or "approved" or "unconfirmed" => "clock",
        "rejected" or "withdrawn" => "check",
        _ => "x-circle",
    };

    public static string Method(string method) => method switch
    {
        "totp" => "Authenticator app",
        "passkey" => "Passkey",
        "email" => "Codes by e-mail",
        "sms" => "Codes by text message",
        _ => Plain(method),
    };

    public static string Purpose(string purpose) => purpose switch
    {
        "marketing-email" => "Marketing by e-mail",
        "personalisation" => "Personalised pages",
        "analytics" => "Analytics",
        _ => Plain(purpose),
    };

    public static string End(string why) => why switch
    {
        "logged-out" => "signed out",
        "refresh-token-reused" => "a token was used twice",
        "revoked-by-owner" => "ended by its owner",
        "revoked-by-staff" => "ended by staff",
        "roles-taken" => "lost a role",
        "password-changed" => "the password changed",
        "account-disabled" => "the account was disabled",
        _ => Plain(why).ToLowerInvariant(),
    };

    /// <summary>A stored name such as <c>disabled-by-staff</c> as people write it.</summary>
    public static string Plain(string name) => name == "api-keys" ? "API keys" : name.Length == 0 ? name : char.ToUpperInvariant(name[0]) + name[1..].Replace('-', ' ').Replace('_', ' ');
}
