using System.Diagnostics;

namespace Commerce.AppHost.Hosting;

/// <summary>Runs a command that takes a moment, to its end.</summary>
internal static class Command
{
    public static async Task<(int ExitCode, string Output)> RunAsync(ProcessSpec spec, CancellationToken ct)
    {
        var start = new ProcessStartInfo(spec.Program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = spec.WorkingDirectory,
        };
        foreach (var argument in spec.Arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in spec.Environment)
            start.Environment[name] = value;

        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{spec.Program} did not start.");
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync(ct);
        var output = await process.StandardOutput.ReadToEndAsync(ct) + await errors;
        await process.WaitForExitAsync(ct);
        return (process.ExitCode, output);
    }
}
