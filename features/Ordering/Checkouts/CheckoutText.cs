namespace Commerce.Ordering;

/// <summary>How the API spells the steps of a checkout.</summary>
internal static class CheckoutText
{
    public static string ToText(this CheckoutStep step) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(step.ToString());

    /// <summary>Null when there is no such step.</summary>
    public static CheckoutStep? Parse(string text) =>
        Enum.GetValues<CheckoutStep>().Cast<CheckoutStep?>().FirstOrDefault(step => step!.Value.ToText() == text);
}
