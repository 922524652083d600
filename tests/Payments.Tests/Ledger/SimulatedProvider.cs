namespace Commerce.Payments;

/// <summary>A provider in memory that keeps its promises: the same key once, never more than is held, cancelled keys stay cancelled.</summary>
internal sealed class SimulatedProvider
{
    private readonly Dictionary<string, ProviderAnswer> _byKey = [];
    private readonly HashSet<string> _cancelled = [];
    private string? _holding;

    public long Held { get; private set; }

    public long Captured { get; private set; }

    public long Refunded { get; private set; }

    public ProviderAnswer Do(ProviderCall call) =>
        call is ProviderCall.Cancel ? Perform(call)
        : _byKey.TryGetValue(call.Key, out var known) && known is not ProviderAnswer.Refused ? known
        : _byKey[call.Key] = Perform(call);

    private ProviderAnswer Perform(ProviderCall call)
    {
        switch (call)
        {
            case ProviderCall.Authorize a when _cancelled.Contains(a.Key):
                return new ProviderAnswer.Cancelled();
            case ProviderCall.Authorize a:
                Held = a.Amount.MinorUnits;
                _holding = a.Key;
                return new ProviderAnswer.Authorized("ch_1", "visa", "4242");
            case ProviderCall.Capture c when Captured + c.Amount.MinorUnits > Held:
                return new ProviderAnswer.Refused("capture_exceeds_authorized", "…");
            case ProviderCall.Capture c:
                Captured += c.Amount.MinorUnits;
                return new ProviderAnswer.Captured("cap", Math.Min(25, c.Amount.MinorUnits));
            case ProviderCall.Refund r when Refunded + r.Amount.MinorUnits > Captured:
                return new ProviderAnswer.Refused("refund_exceeds_captured", "…");
            case ProviderCall.Refund r:
                Refunded += r.Amount.MinorUnits;
                return new ProviderAnswer.Refunded("re");
            case ProviderCall.Cancel when Captured > 0:
                return new ProviderAnswer.Refused("already_captured", "…");
            default:
                _cancelled.Add(call.Key);
                _byKey[call.Key] = new ProviderAnswer.Cancelled();
                Held = _holding == call.Key ? 0 : Held;
                return new ProviderAnswer.Cancelled();
        }
    }
}
