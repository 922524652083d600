using System.Globalization;

namespace Commerce.Cli;

/// <summary>What the platform costs while nobody uses it.</summary>
internal static class PlatformBench
{
    private const double GoalGibibytes = 2;

    public static async Task<IReadOnlyList<Figure>> MemoryAsync(RunningShop shop, TimeSpan window, CancellationToken ct)
    {
        var children = await ChildrenAsync(ct);
        var all = new HashSet<int>();
        var open = new Queue<int>(shop.State.Resources.Select(r => r.Pid).OfType<int>().Append(shop.State.Pid));
        while (open.TryDequeue(out var pid))
        {
            if (!all.Add(pid))
                continue;
            foreach (var child in children[pid])
                open.Enqueue(child);
        }

        var kibibytes = 0L;
        foreach (var pid in all)
            kibibytes += await ShareOfMemoryAsync(pid, ct);
        var gibibytes = kibibytes / 1024.0 / 1024.0;
        return [new("memory of the whole platform (PSS)", $"{gibibytes:F2} GiB in {all.Count} processes", $"≤ {GoalGibibytes} GiB", gibibytes <= GoalGibibytes)];
    }

    private static async Task<ILookup<int, int>> ChildrenAsync(CancellationToken ct)
    {
        var parents = new List<(int Parent, int Child)>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var pid))
                continue;
            if (await ReadAsync($"{folder}/stat", ct) is { } stat)
                parents.Add((int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture), pid));
        }

        return parents.ToLookup(p => p.Parent, p => p.Child);
    }

    private static async Task<long> ShareOfMemoryAsync(int pid, CancellationToken ct)
    {
        var line = (await ReadAsync($"/proc/{pid}/smaps_rollup", ct))?.Split('\n').FirstOrDefault(l => l.StartsWith("Pss:", StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }

    // A process may end between the listing and the reading.
    private static async Task<string?> ReadAsync(string file, CancellationToken ct)
    {
        try
        {
            return await File.ReadAllTextAsync(file, ct);
        }
        catch (IOException)
        {
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }
}
