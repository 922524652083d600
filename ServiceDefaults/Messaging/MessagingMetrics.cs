using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Commerce.Messaging;

internal static class MessagingMetrics
{
    public const string SourceName = "Commerce.Messaging";

    public static readonly ActivitySource Activities = new(SourceName);

    private static readonly Meter Meter = new(SourceName);

    public static readonly Counter<long> Published = Meter.CreateCounter<long>("messages_published_total");

    public static readonly Counter<long> Handled = Meter.CreateCounter<long>("messages_handled_total");

    public static readonly Counter<long> Duplicates = Meter.CreateCounter<long>("messages_duplicate_total");

    public static readonly Counter<long> DeadLettered = Meter.CreateCounter<long>("messages_dead_lettered_total");

    /// <summary>From the sender's clock to the end of the transaction with the effect.</summary>
    public static readonly Histogram<double> Lag = Meter.CreateHistogram<double>("message_lag_seconds", "s");
}
