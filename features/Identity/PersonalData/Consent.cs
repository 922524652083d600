namespace Commerce.Identity;

/// <summary>Something that people can agree to, and whether somebody does.</summary>
/// <param name="Wording">The version of the text that was agreed to; null when nothing was ever said.</param>
internal sealed record Consent(string Purpose, bool IsGiven, string? Wording, DateTimeOffset? Since)
{
    /// <summary>All there is. Nothing else is done with people's data beyond what their orders need.</summary>
    public static IReadOnlyList<string> Purposes { get; } = ["marketing-email", "personalisation", "analytics"];

    public static Consent Example { get; } = new("marketing-email", true, "2026-01", new(2026, 3, 14, 9, 26, 53, TimeSpan.Zero));
}
