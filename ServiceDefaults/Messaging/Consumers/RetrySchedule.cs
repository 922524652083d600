using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Commerce.Messaging;

/// <summary>How long a message that failed rests before each further try. After the last it is a dead letter.</summary>
internal sealed class RetrySchedule(IReadOnlyList<TimeSpan> pauses)
{
    private static readonly TimeSpan[] Usual = [TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2)];

    /// <summary>The pauses of the setting <c>Messaging:RetryAfter</c>, separated by commas; 5 s, 30 s and 2 min when it is not set, none when it is empty.</summary>
    public static RetrySchedule From(IConfiguration configuration) => new(configuration["Messaging:RetryAfter"] is { } pauses
        ? [.. pauses.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(pause => TimeSpan.Parse(pause, CultureInfo.InvariantCulture))]
        : Usual);

    /// <summary>The pause after so many delayed tries, half of it left to chance so that companions in misfortune do not meet again.</summary>
    /// <returns>Null when there is no further try.</returns>
    public TimeSpan? After(int retries)
    {
        if (retries >= pauses.Count)
            return null;
#pragma warning disable CA5394 // Jitter is no secret.
        return pauses[retries] * (0.75 + (Random.Shared.NextDouble() / 2));
#pragma warning restore CA5394
    }
}
