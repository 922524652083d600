using Commerce.Data;

namespace Commerce.Messaging.Tests;

/// <summary>What is wrong with a consumer at the moment. A test mends it as a developer would by a new release.</summary>
internal sealed class Faults
{
    public const int Kinds = 5;

    /// <summary>The note of a message that trips over the fault of this kind.</summary>
    public static string Of(int kind) => $"fault-{kind}";

    public bool AreMended { get; set; }

    /// <summary>How many more times every message fails, whatever it is.</summary>
    public int Hiccups { get; set; }

    public void Meet(string? note)
    {
        if (Hiccups > 0)
        {
            Hiccups--;
            throw new TimeoutException("Somebody we need does not answer.");
        }

        if (AreMended)
            return;
        switch (note)
        {
            case "fault-0": throw new InvalidOperationException("No such thing.");
            case "fault-1": throw new FormatException("A number was expected.");
            case "fault-2": throw new KeyNotFoundException("Not in the table.");
            case "fault-3": throw new NotSupportedException("Not in this country.");
            case "fault-4": throw new ArithmeticException("More than there is.");
            default: break;
        }
    }
}

/// <summary>Writes down what arrives, unless a fault keeps it from it; and passes it on.</summary>
internal sealed class FaultyWriteDown(Faults faults) : IMessageHandler<CountedV1>
{
    public async Task HandleAsync(IReadOnlyList<Received<CountedV1>> messages, Session session, CancellationToken ct)
    {
        await new WriteDown().HandleAsync(messages, session, ct);
        await session.FlushAsync(ct); // the fault comes when the effect is already written: it must go with it
        foreach (var message in messages)
        {
            faults.Meet(message.Message.Note);
            session.Publish(new CounterSoldV1(message.Message.Counter), message.AggregateId, message.Context);
        }
    }
}
