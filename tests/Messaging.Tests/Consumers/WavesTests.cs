using System.Text.Json;

namespace Commerce.Messaging.Tests;

public sealed class WavesTests
{
    private static readonly Handling s_counted = new(typeof(object), (_, _) => new object(), (_, _, _, _) => Task.CompletedTask);
    private static readonly Handling s_renamed = new(typeof(object), (_, _) => new object(), (_, _, _, _) => Task.CompletedTask);

    [Fact]
    public void Of_DifferentKeysOfOneType_IsOneWave() =>
        Assert.Single(Waves.Of([Message("a", 1), Message("b", 2), Message("c", 3)]));

    [Fact]
    public void Of_SameKeyTwice_TheSecondComesInALaterWave()
    {
        var waves = Waves.Of([Message("a", 1), Message("a", 2), Message("b", 3)]).ToList();

        Assert.Equal([[1, 3], [2]], waves.ConvertAll(wave => wave.ConvertAll(m => m.Source.Position)));
    }

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3)]
    public void Of_AnyBatch_KeepsTheOrderPerKeyAndOneTypeAndDistinctKeysPerWave(int seed)
    {
        var random = new Random(seed);
        var batch = Enumerable.Range(1, 500)
            .Select(i => Message($"key-{random.Next(20)}", i, random.Next(3) == 0 ? s_renamed : s_counted, topic: random.Next(4) == 0 ? "other" : "counts"))
            .ToList();

        var waves = Waves.Of(batch).ToList();

        Assert.Equal(500, waves.Sum(wave => wave.Count));
        Assert.All(waves, wave => Assert.Single(wave.Select(m => m.Handling).Distinct()));
        Assert.All(waves, wave => Assert.Equal(wave.Count, wave.Select(m => (m.Source.Topic, m.Source.Key)).Distinct().Count()));
        foreach (var key in waves.SelectMany(wave => wave).GroupBy(m => (m.Source.Topic, m.Source.Key)))
            Assert.Equal(key.Select(m => m.Source.Position).Order(), key.Select(m => m.Source.Position));
    }

    private static Arrived Message(string key, long position, Handling? handling = null, string topic = "counts")
    {
        var envelope = new Envelope(Guid.CreateVersion7(), "test.counted.v1", key, "counter", 1, default, default(JsonElement), new EnvelopeMetadata("test"));
        return new Arrived(new LogMessage(topic, 0, position, key, envelope.EventId, ""), envelope, new object(), handling ?? s_counted);
    }
}
