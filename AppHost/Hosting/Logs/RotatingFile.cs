using System.Threading.Channels;

namespace Commerce.AppHost.Hosting;

/// <summary>Appends lines to a file; a full file becomes NAME.1, the previous one of that name goes.</summary>
internal sealed class RotatingFile : IAsyncDisposable
{
    private const long MaxBytes = 16 << 20;

    private readonly Channel<string> lines = Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true });
    private readonly string path;
    private readonly long maxBytes;
    private readonly Task writing;

    public RotatingFile(string path, long maxBytes = MaxBytes)
    {
        this.path = path;
        this.maxBytes = maxBytes;
        writing = Task.Run(WriteAllAsync);
    }

    public void Write(string line) => lines.Writer.TryWrite(line);

    public async ValueTask DisposeAsync()
    {
        lines.Writer.TryComplete();
        await writing;
    }

    private async Task WriteAllAsync()
    {
        while (await lines.Reader.WaitToReadAsync())
        {
            try
            {
                await WriteUntilFullAsync();
            }
            catch (IOException)
            {
                // On a full disk the platform goes on; what could not be written is still among the lines in memory.
                await Task.Delay(TimeSpan.FromSeconds(1));
            }
        }
    }

    private async Task WriteUntilFullAsync()
    {
        await using (var file = new StreamWriter(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete)))
        {
            while (file.BaseStream.Length < maxBytes && await lines.Reader.WaitToReadAsync())
            {
                while (lines.Reader.TryRead(out var line))
                    await file.WriteLineAsync(line);
                await file.FlushAsync();
            }
        }

        if (new FileInfo(path).Length >= maxBytes)
            File.Move(path, $"{path}.1", overwrite: true);
    }
}
