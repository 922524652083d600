namespace Commerce.AppHost.Hosting.Monitoring;

/// <summary>A database on a full disk stops in the middle of an order, so a platform is not started on one.</summary>
public static class DiskSpace
{
    public const long RequiredBytes = 1L << 30;
    private const int NoSpaceLeftOnDevice = 28;

    /// <summary>One sentence when too little is left below <paramref name="folder"/>, otherwise null.</summary>
    public static string? DescribeShortage(string folder, long required = RequiredBytes)
    {
        var existing = Path.GetFullPath(folder);
        while (!Directory.Exists(existing))
            existing = Path.GetDirectoryName(existing)!;

        var free = new DriveInfo(existing).AvailableFreeSpace;
        return free >= required
            ? null
            : $"The disk that holds {folder} has {free >> 20} MB left; Commerce needs at least {required >> 20} MB. Free some space and try again.";
    }

    public static bool IsExhaustion(IOException error) => error.HResult == NoSpaceLeftOnDevice;
}
