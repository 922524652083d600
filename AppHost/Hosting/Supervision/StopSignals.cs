using System.Runtime.InteropServices;

namespace Commerce.AppHost.Hosting;

/// <summary>Turns every way of asking the runner to end into one token.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource stop;
    private readonly PosixSignalRegistration[] registrations;

    public StopSignals(bool endsWithStandardInput, CancellationToken ct)
    {
        stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, Handle),
        ];
        if (endsWithStandardInput)
            _ = Task.Run(WaitForEndOfInputAsync, CancellationToken.None);
    }

    public CancellationToken Token => stop.Token;

    public void Dispose()
    {
        foreach (var registration in registrations)
            registration.Dispose();
        stop.Dispose();
    }

    private void Handle(PosixSignalContext signal)
    {
        signal.Cancel = true; // the default would end the process before it has stopped the others
        stop.Cancel();
    }

    /// <summary>The command that started the runner holds the other end and says nothing on it.</summary>
    private async Task WaitForEndOfInputAsync()
    {
        using var input = Console.OpenStandardInput();
        var buffer = new byte[16];
        while (await input.ReadAsync(buffer) > 0)
        {
        }

        await stop.CancelAsync();
    }
}
