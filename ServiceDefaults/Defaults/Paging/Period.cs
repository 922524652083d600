using Commerce.Kernel;

namespace Commerce.Defaults;

/// <summary>The days that statistics are asked for: dates in UTC, both included.</summary>
public readonly record struct Period(DateOnly From, DateOnly To)
{
    private const int DefaultDays = 30;
    private const int MaxDays = 366;

    /// <summary>What <c>from</c> and <c>to</c> mean to a reader of the API.</summary>
    public const string Description = "`from` and `to` are dates (UTC), both included; the last 30 days when they are absent.";

    /// <summary>The days asked for, up to today unless said otherwise, or 422 when they are none or more than a year.</summary>
    public static Result<Period> Read(DateOnly? from, DateOnly? to, TimeProvider clock)
    {
        var last = to ?? DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var first = from ?? last.AddDays(-Math.Min(DefaultDays - 1, last.DayNumber));
        return first <= last && last.DayNumber - first.DayNumber < MaxDays ? new Period(first, last) : OutOfRange;
    }

    private static Error OutOfRange { get; } = new(422, "invalid_period", $"A period has 1 to {MaxDays} days.")
    {
        Fields = [new("from", "out_of_range", $"At most {MaxDays - 1} days before 'to', and not after it.")],
    };
}
