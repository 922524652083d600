using Commerce.AppHost.Hosting.Monitoring;

namespace Commerce.Cli;

/// <summary>The servers that the platform needs on this machine; installed where that is allowed.</summary>
internal static class Prerequisites
{
    private static readonly Prerequisite[] All =
    [
        new("PostgreSQL", "postgresql", HasPostgres, IsRequired: true),
        new("Redis", "redis-server", () => Tool.Find("redis-server") is not null, IsRequired: true),
        // Only a configured Kafka needs it.
        new("librdkafka", "librdkafka1", HasRdKafka, IsRequired: RunsKafka || Environment.GetEnvironmentVariable("ConnectionStrings__kafka") is not null),
        new("Java", "openjdk-17-jre-headless", () => !RunsJava || HasJava(), IsRequired: RunsJava),
    ];

    private static bool RunsKafka => Environment.GetEnvironmentVariable("KAFKA_HOME") is { Length: > 0 };

    private static bool RunsJava => RunsKafka || Environment.GetEnvironmentVariable("KEYCLOAK_HOME") is { Length: > 0 };

    private static readonly string[] LibraryFolders = ["/usr/lib", "/usr/lib64", "/lib"];

    public static async Task EnsureAsync(CancellationToken ct)
    {
        var missing = All.Where(tool => !tool.IsPresent()).ToList();
        if (missing.Count == 0)
            return;

        var privileged = await PrivilegePrefixAsync(ct);
        if (Tool.Find("apt-get") is not null && privileged is not null)
            await InstallAsync(missing, privileged, ct);
        else if (missing.Any(tool => tool.IsRequired))
            throw Missing([.. missing.Where(tool => tool.IsRequired)]);
    }

    private static async Task InstallAsync(List<Prerequisite> missing, string[] privileged, CancellationToken ct)
    {
        var names = string.Join(", ", missing.Select(tool => tool.Name));
        string last = "";
        var exitCode = await Screen.StepAsync($"Installing {names}", $"Installed {names}", async report =>
        {
            await AptAsync(["update"], report);
            return await AptAsync(["install", "-y", "--no-install-recommends", .. missing.Select(tool => tool.DebianPackage)], report);
        });
        if (exitCode != 0 || missing.Any(tool => tool.IsRequired && !tool.IsPresent()))
            throw new RefusedException(ExitCodes.MissingTool, $"Installing {names} failed: {last}\nTry it yourself: {InstallCommand(missing)}");

        Task<int> AptAsync(string[] arguments, Action<string> report)
        {
            string[] command = [.. privileged, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", .. arguments];
            return Tool.RunAsync(command[0], command[1..], line => report(last = line), ct);
        }
    }

    /// <summary>Nothing for root, sudo where it asks for no password, null where we may not install.</summary>
    private static async Task<string[]?> PrivilegePrefixAsync(CancellationToken ct)
    {
        if (Environment.IsPrivilegedProcess)
            return [];

        var mayUseSudo = Tool.Find("sudo") is not null && await Tool.RunAsync("sudo", ["-n", "true"], _ => { }, ct) == 0;
        return mayUseSudo ? ["sudo", "-n"] : null;
    }

    private static RefusedException Missing(List<Prerequisite> missing) =>
        new(ExitCodes.MissingTool, $"{string.Join(" and ", missing.Select(tool => tool.Name))} must be installed first: {InstallCommand(missing)}");

    private static string InstallCommand(List<Prerequisite> missing)
    {
        (string Tool, string Command)[] managers =
        [
            ("apt-get", $"sudo apt-get install {string.Join(' ', missing.Select(tool => tool.DebianPackage))}"),
            ("dnf", "sudo dnf install postgresql-server redis"),
            ("pacman", "sudo pacman -S postgresql redis"),
            ("zypper", "sudo zypper install postgresql-server redis"),
            ("apk", "sudo apk add postgresql redis setpriv"),
            ("brew", "brew install postgresql redis util-linux"),
        ];
        return managers.FirstOrDefault(manager => Tool.Find(manager.Tool) is not null).Command ?? "use your system's package manager.";
    }

    private static bool HasPostgres()
    {
        const string debian = "/usr/lib/postgresql";
        return (Directory.Exists(debian) && Directory.EnumerateDirectories(debian).Any(version => File.Exists($"{version}/bin/initdb")))
            || (Tool.Find("initdb") is not null && Tool.Find("postgres") is not null);
    }

    private static bool HasJava() =>
        Tool.Find("java") is not null || (Environment.GetEnvironmentVariable("JAVA_HOME") is { Length: > 0 } home && File.Exists(Path.Combine(home, "bin", "java")));

    private static bool HasRdKafka() =>
        LibraryFolders
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateDirectories(folder, "*-linux-*").Prepend(folder))
            .Any(folder => File.Exists(Path.Combine(folder, "librdkafka.so.1")));

    private sealed record Prerequisite(string Name, string DebianPackage, Func<bool> IsPresent, bool IsRequired);
}
