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
    public static async Task<T> StepAsync<T>(string doing, string done, Func<Action<string>, Task<T>> step)
    {
        var watch = Stopwatch.StartNew();
        var result = IsInteractive ? await OnTerminalAsync(doing, step, watch) : await PlainAsync(doing, step, watch);
        Good($"{done} ({watch.Elapsed.TotalSeconds:F0} s)");
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
