using System.CommandLine;
using Commerce.AppHost.Hosting.Monitoring;

namespace Commerce.Cli;

/// <summary>Prints what one resource has written.</summary>
internal static class LogsCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "A resource of ./commerce status, or apphost." };
        var follow = new Option<bool>("--follow", "-f") { Description = "Keep printing new lines until Ctrl-C." };
        var lines = new Option<int>("--lines", "-n") { Description = "How many of the newest lines to print.", DefaultValueFactory = _ => 100 };
        var portBase = Checkout.PortBaseOption();
        var command = new Command("logs", "Print the console output of one resource.") { name, follow, lines, portBase };
        command.SetAction((parsed, ct) => PrintAsync(
            Find(Checkout.ExistingInstance(parsed.GetValue(portBase)), parsed.GetValue(name)!),
            parsed.GetValue(lines),
            parsed.GetValue(follow),
            ct));
        return command;
    }

    private static string Find(InstanceDirectory instance, string name)
    {
        var file = instance.LogOf(name);
        if (File.Exists(file) && Path.GetDirectoryName(Path.GetFullPath(file)) == instance.Logs)
            return file;

        IEnumerable<string> files = Directory.Exists(instance.Logs) ? Directory.EnumerateFiles(instance.Logs, "*.log") : [];
        var known = files.Select(Path.GetFileNameWithoutExtension).Order();
        throw new RefusedException(ExitCodes.Usage, $"There is no log of '{name}'. There are: {string.Join(", ", known)}.");
    }

    private static async Task<int> PrintAsync(string file, int count, bool follow, CancellationToken ct)
    {
        var newest = new Queue<string>();
        var reader = Open(file);
        try
        {
            while (await reader.ReadLineAsync(ct) is { } line)
            {
                newest.Enqueue(line);
                if (newest.Count > count)
                    newest.Dequeue();
            }

            foreach (var line in newest)
                Console.WriteLine(line);

            while (follow)
            {
                while (await reader.ReadLineAsync(ct) is { } line)
                    Console.WriteLine(line);
                await Task.Delay(200, ct);
                if (IsShorterThanRead(file, reader))
                {
                    reader.Dispose();
                    reader = Open(file);
                }
            }

            return ExitCodes.Ok;
        }
        finally
        {
            reader.Dispose();
        }
    }

    /// <summary>A full log is moved aside and begun anew.</summary>
    private static bool IsShorterThanRead(string file, StreamReader reader) =>
        new FileInfo(file) is { Exists: true } now && now.Length < reader.BaseStream.Position;

    private static StreamReader Open(string file) => new(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
}
