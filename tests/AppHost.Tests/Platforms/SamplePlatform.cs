using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Commerce.AppHost.Hosting.Monitoring;

namespace Commerce.AppHost.Tests;

/// <summary>The sample topology in a process of its own, with ports and data of its own.</summary>
internal sealed class SamplePlatform : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly DirectoryInfo Output = new(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));

    private readonly string checkout = Directory.CreateTempSubdirectory("commerce-apphost-").FullName;
    private Process? runner;

    public SamplePlatform()
    {
        // PostgreSQL's own user must be able to pass.
        File.SetUnixFileMode(checkout, File.GetUnixFileMode(checkout) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        Instance = new InstanceDirectory(checkout, FreePortBase());
    }

    public InstanceDirectory Instance { get; }

    public int RunnerPid => runner!.Id;

    public List<string> Console { get; } = [];

    public InstanceState State => InstanceState.Read(Instance) ?? throw new InvalidOperationException($"No state; the console says: {ConsoleText}");

    public string ConsoleText
    {
        get
        {
            lock (Console)
                return string.Join('\n', Console);
        }
    }

    public ResourceSnapshot this[string resource] => State.Resources.Single(one => one.Name == resource);

    public async Task StartAsync(params string[] more)
    {
        var platform = Path.Combine(Output.Parent!.Parent!.FullName, "Commerce.SamplePlatform", Output.Name, "Commerce.SamplePlatform.dll");
        string[] arguments =
            ["exec", platform, "--port-base", Instance.PortBase.ToString(CultureInfo.InvariantCulture), "--checkout", checkout, "--data", "scratch", .. more];
        var process = new Process { StartInfo = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true } };
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        runner = process;
        await Task.CompletedTask;
    }

    public async Task StartUntilReadyAsync()
    {
        await StartAsync();
        await UntilAsync(() => IsCurrent && State.Phase == InstancePhases.Ready);
    }

    public async Task UntilAsync(Func<bool> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(watch.Elapsed < Patience, $"Not so within {Patience.TotalSeconds} s. The console says:\n{ConsoleText}");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    public async Task<int> EndAsync(string signal = "TERM")
    {
        await SendAsync(signal, runner!.Id);
        return await ExitCodeAsync();
    }

    public async Task<int> ExitCodeAsync()
    {
        using var deadline = new CancellationTokenSource(Patience);
        await runner!.WaitForExitAsync(deadline.Token);
        return runner.ExitCode;
    }

    public void CloseStandardInput() => runner!.StandardInput.Close();

    public static async Task SendAsync(string signal, int pid)
    {
        using var kill = Process.Start("sh", ["-c", $"kill -s {signal} {pid}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (runner is { HasExited: false })
            await EndAsync();
        runner?.Dispose();
        if (Directory.Exists(Instance.Root))
        {
            await UntilAsync(() => !State.Resources.Any(resource => resource.Pid is { } pid && ProcessClock.StartOf(pid) is not null));
            await Instance.DeleteAsync();
        }

        Directory.Delete(checkout, recursive: true);
    }

    private bool IsCurrent => InstanceState.Read(Instance)?.Pid == runner!.Id;

    private void Keep(string? line)
    {
        lock (Console)
        {
            if (line is not null)
                Console.Add(line);
        }
    }

    private static int FreePortBase()
    {
        while (true)
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            var candidate = ((IPEndPoint)listener.LocalEndpoint).Port;
            listener.Stop();
            if (candidate < 65000 && Enumerable.Range(candidate, Ports.Span).All(Ports.IsFree))
                return candidate;
        }
    }
}
