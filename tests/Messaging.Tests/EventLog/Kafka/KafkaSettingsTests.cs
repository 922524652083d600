using Confluent.Kafka;
using Microsoft.Extensions.Configuration;

namespace Commerce.Messaging.Tests;

public sealed class KafkaSettingsTests
{
    [Theory]
    [InlineData("kafka:9092", "kafka:9092")]
    [InlineData("kafka", "kafka")]
    [InlineData(" one:9092 , two:9092", "one:9092,two:9092")]
    [InlineData("[::1]:9092", "[::1]:9092")]
    public void Read_AListOfBrokers_TakesIt(string text, string brokers) => Assert.Equal(brokers, Read(text).Brokers);

    [Theory]
    [InlineData("")]
    [InlineData("kafka:9092,")]
    [InlineData("kafka:0")]
    [InlineData("kafka:65536")]
    [InlineData("kafka:port")]
    [InlineData(":9092")]
    [InlineData("Host=somewhere;Database")]
    [InlineData("two brokers:9092")]
    public void Read_AnythingElse_SaysWhatIsExpected(string text) =>
        Assert.Contains("host:port", Assert.Throws<InvalidOperationException>(() => Read(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("Partitions", "none")]
    [InlineData("Partitions", "0")]
    [InlineData("Replication", "-2")]
    public void Read_ANumberThatIsNone_NamesTheSetting(string name, string value) =>
        Assert.Contains($"Kafka:{name}", Assert.Throws<InvalidOperationException>(() => Read("kafka:9092", (name, value))).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_FurtherSettings_ReachTheClients_ButCannotWeakenTheGuarantees()
    {
        var settings = Read(
            "kafka:9092",
            ("Client:security.protocol", "ssl"), ("Client:acks", "0"), ("Client:enable.idempotence", "false"), ("Client:message.timeout.ms", "10"),
            ("Client:bootstrap.servers", "elsewhere:1"), ("Client:enable.auto.offset.store", "true"));

        var producer = settings.Producer();
        Assert.Equal(
            (SecurityProtocol.Ssl, Acks.All, true, 0, "kafka:9092"),
            (producer.SecurityProtocol, producer.Acks, producer.EnableIdempotence, producer.MessageTimeoutMs, producer.BootstrapServers));
        var consumer = settings.Consumer("ordering");
        Assert.Equal(
            (SecurityProtocol.Ssl, false, PartitionAssignmentStrategy.CooperativeSticky, "ordering"),
            (consumer.SecurityProtocol, consumer.EnableAutoOffsetStore, consumer.PartitionAssignmentStrategy, consumer.GroupId));
    }

    private static KafkaSettings Read(string brokers, params (string Name, string Value)[] settings) => KafkaSettings.Read(
        brokers, new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(s => $"Kafka:{s.Name}", s => (string?)s.Value)).Build().GetSection("Kafka"));
}
