using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Commerce.AppHost.Hosting.Monitoring;

namespace Commerce.AppHost.Hosting;

/// <summary>The files of one PostgreSQL cluster, its programs, and the user who may run them.</summary>
internal sealed record PostgresCluster(string Home, string Programs, bool RunAsPostgres)
{
    private const string SystemUser = "postgres";

    private const UnixFileMode OpenToPass =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    public string Directory => Path.Combine(Home, "data");

    public static async Task<PostgresCluster> LocateAsync(InstanceDirectory instance, string server, CancellationToken ct)
    {
        // PostgreSQL refuses to run as root, so root hands the cluster to the system's own postgres user.
        var runAsPostgres = Environment.IsPrivilegedProcess;
        var home = Path.Combine(await RootAsync(instance, runAsPostgres, ct), server);
        return new PostgresCluster(home, FindPrograms(Path.Combine(home, "data")), runAsPostgres);
    }

    public ProcessSpec AsOwner(string program, IEnumerable<string> arguments) => AsOwner(RunAsPostgres, Path.Combine(Programs, program), arguments);

    public async Task CreateIfMissingAsync(string superUserPassword, Action<string, bool> log, CancellationToken ct)
    {
        if (File.Exists(Path.Combine(Directory, "PG_VERSION")))
            return;

        log("Creating the database cluster", false);
        System.IO.Directory.CreateDirectory(Home);
        if (RunAsPostgres)
            await Command.RunAsync(new ProcessSpec("chown", [SystemUser, Home]), ct);

        // initdb takes the password from a file only. It works beside the final place: a cluster is whole or not there.
        const string script = """
            umask 077; rm -rf "$4"/draft*; printf %s "$COMMERCE_PASSWORD" > "$3"
            exec "$1" -D "$2" -U postgres -A scram-sha-256 --pwfile="$3" -E UTF8 --locale=C.UTF-8 --data-checksums
            """;
        // Its own name for each attempt: the initdb of a runner that was killed may still be cleaning up its own.
        var (draft, passwordFile) = (Path.Combine(Home, $"draft-{Environment.ProcessId}"), Path.Combine(Home, "pw"));
        var initdb = AsOwner(RunAsPostgres, "sh", ["-c", script, "sh", Path.Combine(Programs, "initdb"), draft, passwordFile, Home]) with
        {
            Environment = new Dictionary<string, string> { ["COMMERCE_PASSWORD"] = superUserPassword },
        };
        var (exitCode, lastLine) = await RunToItsEndAsync(initdb, log, ct);
        await Command.RunAsync(AsOwner(RunAsPostgres, "rm", ["-f", passwordFile]), ct);
        if (exitCode != 0)
            throw Refusal(lastLine);

        await Command.RunAsync(AsOwner(RunAsPostgres, "mv", [draft, Directory]), ct);
    }

    /// <summary>The server of a runner that was killed may still be writing out its last pages.</summary>
    public async Task WaitForPredecessorAsync(CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(TimeSpan.FromSeconds(60));
        while (await PredecessorAsync(ct) is { } pid && ProcessClock.StartOf(pid) is not null)
            await Task.Delay(100, deadline.Token);
    }

    private async Task<int?> PredecessorAsync(CancellationToken ct)
    {
        // Read as its owner: the data directory is closed to everybody else.
        var pidFile = Path.Combine(Directory, "postmaster.pid");
        var outcome = await Command.RunAsync(AsOwner(RunAsPostgres, "sh", ["-c", "head -n 1 \"$1\" 2>&1", "sh", pidFile]), ct);
        var running = int.TryParse(outcome.Output.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var pid);
        return running && IsPostgres(pid) ? pid : null;
    }

    private static async Task<(int ExitCode, string LastLine)> RunToItsEndAsync(ProcessSpec spec, Action<string, bool> log, CancellationToken ct)
    {
        var lastLine = "";
        using var child = ChildProcess.Start(spec, (line, isError) => log(lastLine = line, isError));
        await Task.WhenAny(child.Exited, Task.Delay(Timeout.Infinite, ct));
        if (ct.IsCancellationRequested)
            await child.StopAsync();
        ct.ThrowIfCancellationRequested();
        return (await child.Exited, lastLine);
    }

    private static bool IsPostgres(int pid)
    {
        var name = $"/proc/{pid}/comm";
        return File.Exists(name) && File.ReadAllText(name).StartsWith("postgres", StringComparison.Ordinal);
    }

    private static ProcessSpec AsOwner(bool runAsPostgres, string program, IEnumerable<string> arguments) =>
        runAsPostgres
            ? new ProcessSpec("setpriv", [$"--reuid={SystemUser}", $"--regid={SystemUser}", "--clear-groups", "--", program, .. arguments])
            : new ProcessSpec(program, [.. arguments]);

    private static StartRefusedException Refusal(string output) =>
        output.Contains("No space left on device", StringComparison.Ordinal)
            ? new StartRefusedException(ExitCodes.DiskFull, "The disk is full: the database cluster could not be created.")
            : new StartRefusedException(ExitCodes.Unhealthy, $"The database cluster could not be created: {output}");

    private static async Task<string> RootAsync(InstanceDirectory instance, bool runAsPostgres, CancellationToken ct)
    {
        if (File.Exists(instance.DataRootFile))
            return (await File.ReadAllTextAsync(instance.DataRootFile, ct)).Trim();

        var inside = await Command.RunAsync(AsOwner(runAsPostgres, "test", ["-x", instance.Root]), ct);
        if (inside.ExitCode == 0)
            return instance.Root;

        // The checkout lies below a folder that the postgres user may not enter, typically /root.
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(instance.Root)))[..12];
        var outside = $"/var/lib/commerce/{key}";
        System.IO.Directory.CreateDirectory(outside);
        foreach (var folder in new[] { "/var/lib/commerce", outside })
            File.SetUnixFileMode(folder, OpenToPass);
        await File.WriteAllTextAsync(instance.DataRootFile, outside, ct);
        return outside;
    }

    private static string FindPrograms(string data)
    {
        const string debian = "/usr/lib/postgresql";
        var versionFile = Path.Combine(data, "PG_VERSION");
        var wanted = File.Exists(versionFile) ? File.ReadAllText(versionFile).Trim() : null;
        var installed = System.IO.Directory.Exists(debian)
            ? System.IO.Directory.EnumerateDirectories(debian).Select(Path.GetFileName).Where(version => Exists($"{debian}/{version}/bin")).ToList()
            : [];
        if (wanted is not null && installed.Contains(wanted))
            return $"{debian}/{wanted}/bin";
        if (wanted is null && installed.MaxBy(version => decimal.Parse(version!, CultureInfo.InvariantCulture)) is { } newest)
            return $"{debian}/{newest}/bin";
        if (installed.Count == 0 && FoundOnPath() is { } found)
            return found;

        throw new StartRefusedException(ExitCodes.MissingTool, wanted is null
            ? "PostgreSQL is not installed: apt-get install postgresql."
            : $"The data were written by PostgreSQL {wanted}, which is not installed: apt-get install postgresql-{wanted}, or drop the data with ./commerce reset.");
    }

    private static string? FoundOnPath() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').FirstOrDefault(Exists);

    private static bool Exists(string folder) => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres"));
}
