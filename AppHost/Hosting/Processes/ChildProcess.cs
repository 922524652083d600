using System.Diagnostics;
using System.Globalization;

namespace Commerce.AppHost.Hosting;

/// <summary>A running process that cannot outlive the runner; see lifeline.sh.</summary>
internal sealed class ChildProcess : IDisposable
{
    private static readonly string Lifeline = Path.Combine(AppContext.BaseDirectory, "lifeline.sh");

    private readonly Process process;
    private readonly TaskCompletionSource<int> exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChildProcess(Process process) => this.process = process;

    public int Pid => process.Id;

    /// <summary>Completes with the exit code; 128 + signal when one ended it.</summary>
    public Task<int> Exited => exited.Task;

    public static ChildProcess Start(ProcessSpec spec, Action<string, bool> onLine)
    {
        // A session of its own: Ctrl-C in a terminal must reach the runner only, which then stops everything in order.
        var start = new ProcessStartInfo("setsid")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = spec.WorkingDirectory,
        };
        // Not sh: dash drops variables whose names it could not assign, such as services__payment-sandbox__http__0.
        string[] lifeline = ["bash", Lifeline, spec.StopSignal, spec.Grace.TotalSeconds.ToString("F0", CultureInfo.InvariantCulture)];
        foreach (var argument in lifeline.Append(spec.Program).Concat(spec.Arguments))
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in spec.Environment)
            start.Environment[name] = value;

        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        var child = new ChildProcess(process);
        process.Exited += (_, _) => child.OnExited();
        process.OutputDataReceived += (_, line) => Forward(line.Data, isError: false);
        process.ErrorDataReceived += (_, line) => Forward(line.Data, isError: true);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return child;

        void Forward(string? line, bool isError)
        {
            if (line is not null)
                onLine(line, isError);
        }
    }

    /// <summary>Asks the process to end, kills it after its grace period, and answers its exit code.</summary>
    public async Task<int> StopAsync()
    {
        Tell("stop");
        return await Exited;
    }

    public void Dispose() => process.Dispose();

    private void OnExited()
    {
        Tell("over");
        exited.TrySetResult(process.ExitCode);
    }

    private void Tell(string word)
    {
        try
        {
            process.StandardInput.WriteLine(word);
            process.StandardInput.Close();
        }
        catch (Exception toldBefore) when (toldBefore is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The watcher listens for one word: it has heard it, or the process ended before it began to listen.
        }
    }
}
