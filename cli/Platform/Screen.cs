using System.Diagnostics;
using Spectre.Console;

namespace Commerce.Cli;

/// <summary>Shows what is being done and for how long: as one living line on a terminal, as plain lines elsewhere.</summary>
internal static class Screen
{
    private static readonly TimeSpan PlainInterval = TimeSpan.FromSeconds(5);

    public static bool IsInteractive => AnsiConsole.Profile.Capabilities.Interactive && !Console.IsOutputRedirected;

    public static void Line(string text) => AnsiConsole.WriteLine(text);

    public static void Good(string text) => AnsiConsole.MarkupLineInterpolated($"[green]✓[/] {text}");

    public static void Bad(string text) => AnsiConsole.MarkupLineInterpolated($"[red]✗[/] {text}");

    /// <summary>A file or a pipe gets neither colours nor the narrow lines of an assumed terminal.</summary>
    public static void Prepare()
    {
        if (!Console.IsOutputRedirected)
            return;

        AnsiConsole.Console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors });
        AnsiConsole.Profile.Width = 200;
    }

    /// <summary>Runs one step; the step says how far it is through the given callback.</summary>
    public static Task<T> StepAsync<T>(string doing, string done, Func<Action<string>, Task<T>> step) => RunAsync(doing, done, step, _ => true);

    /// <summary>Runs a command as one step; it has failed when its exit code is not 0.</summary>
    public static Task<int> StepAsync(string doing, string done, Func<Action<string>, Task<int>> step) => RunAsync(doing, done, step, exitCode => exitCode == 0);

    private static async Task<T> RunAsync<T>(string doing, string done, Func<Action<string>, Task<T>> step, Func<T, bool> isGood)
    {
        var watch = Stopwatch.StartNew();
        var result = IsInteractive ? await OnTerminalAsync(doing, step, watch) : await PlainAsync(doing, step, watch);
        if (isGood(result))
            Good($"{done} ({watch.Elapsed.TotalSeconds:F0} s)");
        else
            Bad($"{doing} failed ({watch.Elapsed.TotalSeconds:F0} s)");
        return result;
    }

    private static Task<T> OnTerminalAsync<T>(string doing, Func<Action<string>, Task<T>> step, Stopwatch watch) =>
        AnsiConsole.Status().StartAsync(Markup.Escape(doing), async context =>
        {
            var detail = "";
            using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
            var work = step(text => detail = text);
            while (!work.IsCompleted)
            {
                context.Status(Markup.Escape($"{doing}  {watch.Elapsed.TotalSeconds:F0} s  {detail}"));
                await Task.WhenAny(work, ticks.WaitForNextTickAsync().AsTask());
            }

            return await work;
        });

    private static async Task<T> PlainAsync<T>(string doing, Func<Action<string>, Task<T>> step, Stopwatch watch)
    {
        Line($"… {doing}");
        var said = TimeSpan.Zero;
        return await step(detail =>
        {
            if (watch.Elapsed - said < PlainInterval)
                return;
            said = watch.Elapsed;
            Line($"  {said.TotalSeconds:F0} s  {detail}");
        });
    }
}
