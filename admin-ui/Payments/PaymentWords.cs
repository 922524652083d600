namespace Commerce.AdminUi;

/// <summary>How the portal speaks of money.</summary>
internal static class PaymentWords
{
    public static readonly IReadOnlyList<string> Statuses =
        ["expected", "pending", "action_required", "authorized", "partially_captured", "captured", "partially_refunded", "refunded", "declined", "voided"];

    public static readonly IReadOnlyList<string> Kinds = ["authorize", "capture", "void", "release", "refund"];

    public static readonly IReadOnlyList<string> States = ["unknown", "pending", "succeeded", "refused"];

    public static string Status(string status) => status switch
    {
        "action_required" => "Waits for the bank",
        "authorized" => "Authorised",
        "partially_captured" => "Partly collected",
        "captured" => "Collected",
        "partially_refunded" => "Partly given back",
        "refunded" => "Given back",
        "voided" => "Let go",
        _ => OrderWords.Plain(status),
    };

    public static string Tone(string status) => status switch
    {
        "captured" or "partially_captured" or "succeeded" => "good",
        "declined" or "refused" => "bad",
        "unknown" => "warn",
        "voided" or "refunded" or "partially_refunded" => "idle",
        _ => "busy",
    };

    public static string Icon(string status) => status switch
    {
        "captured" or "partially_captured" or "succeeded" => "check-circle",
        "declined" or "refused" or "voided" => "x-circle",
        "refunded" or "partially_refunded" => "rotate",
        "unknown" => "alert",
        _ => "clock",
    };

    public static string Kind(string kind) => kind switch
    {
        "authorize" => "Authorise",
        "capture" => "Collect",
        "void" => "Let go",
        "release" => "Give the rest free",
        "refund" => "Give back",
        _ => OrderWords.Plain(kind),
    };

    public static string State(string state) => state switch
    {
        "unknown" => "Outcome unknown",
        "pending" => "To be done",
        "succeeded" => "Done",
        "refused" => "Refused",
        _ => OrderWords.Plain(state),
    };

    public static string Account(string account) => account switch
    {
        "authorized_holds" => "Authorised holds",
        "holds_offset" => "Offset of holds",
        "provider_clearing" => "At the provider",
        "provider_fees" => "Provider's fees",
        _ => OrderWords.Plain(account),
    };

    public static string Card(PaymentDetails.CardParts? card) => card is null ? "–" : $"{OrderWords.Plain(card.Brand)} ···· {card.Last4}";
}
