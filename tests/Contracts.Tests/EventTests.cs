namespace Commerce.ContractsTests;

/// <summary>Events are never rewritten: what was stored once must be readable for ever.</summary>
public sealed class EventTests
{
    public static TheoryData<string> Names => [.. Events.Types.Keys.Order(StringComparer.Ordinal)];

    public static TheoryData<string> NamesEverWritten => [.. Events.Types.Keys.Concat(Events.OldNames).Order(StringComparer.Ordinal)];

    public static TheoryData<string> Samples => [.. Sample.In("Events").Select(s => s.Path)];

    [Fact]
    public void EveryEventInTheSource_IsAmongThoseThatAreLookedAt() => Assert.Equal(StoredNames.InSource("EventName"), Events.Types.Keys.Order(StringComparer.Ordinal));

    [Theory, MemberData(nameof(Names))]
    public void Event_IsCalledAfterItsContextAndVersion(string name) => StoredNames.AssertWellFormed(name, Events.Types[name]);

    [Theory, MemberData(nameof(NamesEverWritten))]
    public void Event_HasSamplesOfAllItsMembers(string name)
    {
        var samples = Sample.Of("Events", name);
        Assert.True(samples.Length > 0, StoredNames.HowToAdd("Events", name, Events.Types.GetValueOrDefault(name)));
        if (Events.Types.TryGetValue(name, out var type))
            SampleCheck.AssertNone(SampleCheck.Coverage([.. samples.Select(s => s.Json)], type));
    }

    [Theory, MemberData(nameof(Samples))]
    public void Sample_IsReadAndWrittenAgainAsItWas_OrReadAsTheNewestShape(string path)
    {
        var sample = new Sample(path);
        if (Events.Types.TryGetValue(sample.Name, out var type))
        {
            SampleCheck.AssertNone(SampleCheck.RoundTrip(sample.Json, type, json => Events.Read(sample.Name, json), e => Events.Write(sample.Name, e)));
            return;
        }

        Assert.True(Events.OldNames.Contains(sample.Name), StoredNames.Disappeared(sample));
        Assert.Contains(Events.Read(sample.Name, sample.Text).GetType(), Events.Types.Values);
    }
}
