namespace Commerce.Gateway;

/// <summary>How many requests one caller may make in a window of time.</summary>
internal sealed record RateLimit(string Name, int Permits, TimeSpan Window)
{
    public string PolicyHeader { get; } = $"\"{Name}\";q={Permits};w={(int)Window.TotalSeconds}";

    public string PermitsHeader { get; } = Permits.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>The answer to one request for a permit.</summary>
/// <param name="Remaining">Permits left right now.</param>
/// <param name="ResetSeconds">When refused: after how many seconds a permit is free again; else when this window ends.</param>
internal readonly record struct RateVerdict(bool Allowed, int Remaining, int ResetSeconds);
