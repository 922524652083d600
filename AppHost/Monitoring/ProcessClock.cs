using System.Globalization;

namespace Commerce.AppHost.Hosting.Monitoring;

/// <summary>Tells a process from a later one that was given the same number.</summary>
public static class ProcessClock
{
    private const int StartTimeField = 19;

    /// <summary>The process's start in clock ticks since boot, or null when there is no such process.</summary>
    public static long? StartOf(int pid)
    {
        try
        {
            // The second field is the command in parentheses and may itself hold spaces and parentheses.
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? null : long.Parse(fields[StartTimeField], CultureInfo.InvariantCulture);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
