using Commerce.Payments;

namespace Commerce.Simulation;

/// <summary>Money the provider holds, took or refused, under one key.</summary>
internal sealed class Charge
{
    public required string Key { get; init; }

    public required string Status { get; set; }

    public string First { get; init; } = "voided";

    /// <summary>It will have expired when it is to be captured.</summary>
    public bool ExpiresBeforeCapture { get; init; }

    public string Reference { get; init; } = "";

    public long Amount { get; init; }

    public long Captured { get; set; }

    public long Refunded { get; set; }
}

/// <summary>
/// The payment provider, outside and on its own: does each key once, remembers what it did, and sometimes does not answer. It keeps
/// the contract of the sandbox: a repeated call is answered as the first time, a cancelled key can never hold money.
/// </summary>
internal sealed class Provider(World world, Dice dice)
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(3);
    private readonly Dictionary<string, Charge> _charges = [];
    private readonly Dictionary<string, long> _captures = [];
    private readonly Dictionary<string, long> _refunds = [];

    public IEnumerable<Charge> Charges => _charges.Values;

    /// <summary>Says it once: done and answered, done without an answer, not done, or done long after nobody listens any more.</summary>
    public (ProviderAnswer Answer, TimeSpan Waited) Call(ProviderCall call)
    {
        if (world.Faults.AreOver || !dice.Percent(world.Settings.ProviderFaults))
            return (Do(call), dice.Between(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(800)));
        world.Count("provider faults");
        switch (dice.Next(4))
        {
            case 0:
                return (new ProviderAnswer.Unknown("503"), TimeSpan.FromMilliseconds(50));
            case 1:
                world.Agenda.In(dice.Between(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(90)), () => Do(call));
                return (new ProviderAnswer.Unknown("timed out, done later"), s_timeout);
            case 2:
                Do(call);
                return (new ProviderAnswer.Unknown("timed out, but done"), s_timeout);
            default:
                return (new ProviderAnswer.Unknown("timed out, never done"), s_timeout);
        }
    }

    /// <summary>What became of a key.</summary>
    public (ProviderAnswer Answer, TimeSpan Waited) Find(ProviderCall call)
    {
        if (!world.Faults.AreOver && dice.Percent(world.Settings.ProviderFaults / 2))
            return (new ProviderAnswer.Unknown("503"), TimeSpan.FromMilliseconds(50));
        ProviderAnswer answer = call switch
        {
            ProviderCall.Authorize when _charges.TryGetValue(call.Key, out var charge) => Tell(charge, charge.Status),
            ProviderCall.Capture when _captures.ContainsKey(call.Key) => new ProviderAnswer.Captured(call.Key, 0),
            ProviderCall.Refund when _refunds.ContainsKey(call.Key) => new ProviderAnswer.Refunded(call.Key),
            _ => new ProviderAnswer.NotFound(),
        };
        return (answer, dice.Between(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(300)));
    }

    /// <summary>The shopper answers the bank's question, if it was asked.</summary>
    public bool AnswerChallenge(Guid orderId, bool passes)
    {
        if (_charges.Values.FirstOrDefault(c => c.Reference == orderId.ToString("N") && c.Status == "requires_action") is not { } charge)
            return false;
        charge.Status = passes ? "authorized" : "declined";
        return true;
    }

    private ProviderAnswer Do(ProviderCall call) => call switch
    {
        ProviderCall.Authorize a => Authorize(a),
        ProviderCall.Capture c => Capture(c),
        ProviderCall.Refund r => Refund(r),
        ProviderCall.Cancel c => Cancel(c),
        _ => throw new InvalidOperationException($"No such call: {call}."),
    };

    private ProviderAnswer Authorize(ProviderCall.Authorize call)
    {
        if (!_charges.TryGetValue(call.Key, out var charge))
        {
            var first = call.Token switch { Card.Declined => "declined", Card.Challenged => "requires_action", _ => "authorized" };
            _charges[call.Key] = charge = new Charge
            {
                Key = call.Key,
                Status = first,
                First = first,
                ExpiresBeforeCapture = call.Token == Card.Expiring,
                Reference = call.Reference,
                Amount = call.Amount.MinorUnits,
            };
        }

        return Tell(charge, charge.First);
    }

    private ProviderAnswer Capture(ProviderCall.Capture call)
    {
        if (_captures.ContainsKey(call.Key))
            return new ProviderAnswer.Captured(call.Key, 0);
        if (_charges.TryGetValue(call.Authorization, out var charge) && charge is { ExpiresBeforeCapture: true, Status: "authorized" })
            charge.Status = "expired";
        if (charge?.Status != "authorized")
            return new ProviderAnswer.Refused("not_authorized", "Nothing is held.");
        if (charge.Captured + call.Amount.MinorUnits > charge.Amount)
            return new ProviderAnswer.Refused("capture_exceeds_authorized", "More would be captured than is authorised.");
        charge.Captured += call.Amount.MinorUnits;
        _captures[call.Key] = call.Amount.MinorUnits;
        return new ProviderAnswer.Captured(call.Key, 0);
    }

    private ProviderAnswer Refund(ProviderCall.Refund call)
    {
        if (_refunds.ContainsKey(call.Key))
            return new ProviderAnswer.Refunded(call.Key);
        if (!_charges.TryGetValue(call.Authorization, out var charge) || charge.Refunded + call.Amount.MinorUnits > charge.Captured)
            return new ProviderAnswer.Refused("refund_exceeds_captured", "More would be refunded than was captured.");
        charge.Refunded += call.Amount.MinorUnits;
        _refunds[call.Key] = call.Amount.MinorUnits;
        return new ProviderAnswer.Refunded(call.Key);
    }

    private ProviderAnswer Cancel(ProviderCall.Cancel call)
    {
        if (!_charges.TryGetValue(call.Key, out var charge))
            _charges[call.Key] = charge = new Charge { Key = call.Key, Status = "voided" };
        if (charge.Captured > 0)
            return new ProviderAnswer.Refused("already_captured", "Captured money can be refunded, not voided.");
        if (charge.Status is "authorized" or "requires_action")
            charge.Status = "voided";
        return new ProviderAnswer.Cancelled();
    }

    private static ProviderAnswer Tell(Charge charge, string status) => status switch
    {
        "authorized" => new ProviderAnswer.Authorized(charge.Key, "visa", "4242"),
        "requires_action" => new ProviderAnswer.ActionRequired(charge.Key, "https://bank.example/challenge"),
        "declined" => new ProviderAnswer.Declined("card_declined", "The bank declined the card."),
        _ => new ProviderAnswer.Cancelled(),
    };
}

/// <summary>What the shoppers' cards do.</summary>
internal static class Card
{
    public const string Approved = "tok_approved";
    public const string Declined = "tok_declined";
    public const string Challenged = "tok_challenged";
    public const string Expiring = "tok_expiring";
}
