namespace Commerce.Messaging.Tests;

/// <summary>The contract on a real Kafka.</summary>
public sealed class RealKafkaTests : KafkaContract
{
    private static readonly string? s_brokers = Environment.GetEnvironmentVariable("COMMERCE_TEST_KAFKA");

    private protected override string Brokers => s_brokers!;

    public override ValueTask InitializeAsync()
    {
        Assert.SkipWhen(s_brokers is null, "No Kafka to test on: set KAFKA_HOME to the folder of an installed one, and ./commerce test starts it.");
        return base.InitializeAsync();
    }
}
