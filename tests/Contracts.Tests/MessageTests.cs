using System.Reflection;
using Commerce.Kernel;

namespace Commerce.ContractsTests;

/// <summary>What one service writes today, every service must be able to read tomorrow.</summary>
public sealed class MessageTests
{
    public static TheoryData<string> Names => [.. Messages.Types.Keys.Order(StringComparer.Ordinal)];

    public static TheoryData<string> Samples => [.. Sample.In("Messages").Select(s => s.Path)];

    [Fact]
    public void EveryMessageInTheSource_IsAmongThoseThatAreLookedAt() => Assert.Equal(StoredNames.InSource("Message"), Messages.Types.Keys.Order(StringComparer.Ordinal));

    [Theory, MemberData(nameof(Names))]
    public void Message_IsCalledAfterItsContextAndVersion(string name)
    {
        var type = Messages.Types[name];
        StoredNames.AssertWellFormed(name, type);
        Assert.EndsWith($"V{type.GetCustomAttribute<MessageAttribute>()!.Version}", type.Name, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Names))]
    public void Message_HasSamplesOfAllItsMembers(string name)
    {
        var samples = Sample.Of("Messages", name);
        Assert.True(samples.Length > 0, StoredNames.HowToAdd("Messages", name, Messages.Types[name]));
        SampleCheck.AssertNone(SampleCheck.Coverage([.. samples.Select(s => s.Json)], Messages.Types[name]));
    }

    [Theory, MemberData(nameof(Samples))]
    public void Sample_IsReadAndWrittenAgainAsItWas(string path)
    {
        var sample = new Sample(path);
        Assert.True(Messages.Types.TryGetValue(sample.Name, out var type), StoredNames.Disappeared(sample));
        SampleCheck.AssertNone(SampleCheck.RoundTrip(sample.Json, type, data => Messages.ReadData(sample.Name, data), Messages.Write));
    }
}
