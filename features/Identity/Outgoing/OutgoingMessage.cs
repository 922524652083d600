using System.Text.Json.Serialization;

namespace Commerce.Identity;

/// <summary>A message as it leaves.</summary>
/// <param name="Subject">Empty for text messages.</param>
internal sealed record OutgoingMessage(string To, string Subject, string Text);

[JsonSerializable(typeof(OutgoingMessage))]
internal sealed partial class OutgoingJson : JsonSerializerContext;

/// <summary>Says that a message waits, so that nobody who waits for a code waits for a timer too.</summary>
internal sealed class OutgoingSignal : IDisposable
{
    private readonly SemaphoreSlim _rung = new(0, 1);

    public void Ring()
    {
        try
        {
            _rung.Release();
        }
        catch (SemaphoreFullException)
        {
            // Rung already, and not heard yet.
        }
    }

    public Task WaitAsync(TimeSpan atMost, CancellationToken ct) => _rung.WaitAsync(atMost, ct);

    public void Dispose() => _rung.Dispose();
}
