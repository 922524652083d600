namespace Commerce.AdminUi;

/// <summary>A day in a chart.</summary>
/// <param name="Part">How much of the value is of the other kind.</param>
public sealed record DayBar(string Name, long Value, long Part, string Title);
