using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Commerce.EventStore.Tests;

public sealed class UpcastTests
{
    [Theory]
    [InlineData("test.withdrawn.v1", """{"euros":12.5}""")]
    [InlineData("test.withdrawn.v2", """{"cents":1250}""")]
    [InlineData("test.withdrawn.v3", """{"amount":{"minorUnits":1250,"currency":"EUR"}}""")]
    public void Read_OfEveryVersion_IsTheNewestShape(string name, string data) =>
        Assert.Equal(new Withdrawn(new(1250, "EUR")), Types(Withdrawals.Upcasters).Read(name, data));

    [Fact]
    public void Names_TellWhatIsWrittenFromWhatIsOnlyReadStill()
    {
        var types = Types(Withdrawals.Upcasters);

        Assert.Equal(["test.withdrawn.v1", "test.withdrawn.v2"], types.OldNames.Order());
        Assert.Contains("test.withdrawn.v3", types.Names);
        Assert.Equal("test.withdrawn.v3", types.NameOf(new Withdrawn(new(1, "EUR"))));
    }

    [Theory]
    [InlineData("test.withdrawn.v4", "test.withdrawn.v4", "test.withdrawn.v1 and test.withdrawn.v2 and test.withdrawn.v3")]
    [InlineData("test.forgotten.v1", "No event is called test.forgotten.v1.", "")]
    public void Read_OfAnUnknownNameOrVersion_SaysWhichAndWhatIsKnown(string name, string said, string known)
    {
        var failure = Assert.Throws<InvalidOperationException>(() => Types(Withdrawals.Upcasters).Read(name, "{}"));

        Assert.Contains(said, failure.Message, StringComparison.Ordinal);
        Assert.Contains(known, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("test.withdrawn.v1", "{}", "A stored test.withdrawn.v1 could not be read as test.withdrawn.v2.")]
    [InlineData("test.withdrawn.v2", "{}", "A stored test.withdrawn.v2 could not be read as test.withdrawn.v3.")]
    [InlineData("test.withdrawn.v1", "null", "A stored test.withdrawn.v1 is not an object.")]
    public void Read_OfOldDataThatWasNeverLikeThat_NamesTheStepThatFailed(string name, string data, string said) =>
        Assert.Equal(said, Assert.Throws<InvalidOperationException>(() => Types(Withdrawals.Upcasters).Read(name, data)).Message);

    [Theory]
    [InlineData("Two upcasters read test.a.v1.", "test.a.v1>test.opened.v1", "test.a.v1>test.deposited.v1")]
    [InlineData("test.opened.v1 is still an event of its own, so it is never upcast.", "test.opened.v1>test.deposited.v1")]
    [InlineData("The upcasters of test.a.v1 end at test.a.v2, which is no event.", "test.a.v1>test.a.v2")]
    [InlineData("The upcasters of test.a.v1 lead in a circle.", "test.a.v1>test.a.v2", "test.a.v2>test.a.v1")]
    public void Upcasters_ThatLeadNowhere_AreRefusedAtTheStart(string said, params string[] steps) => Assert.Equal(
        said, Assert.Throws<InvalidOperationException>(() => Types(steps.Select(step => new Unchanged(step.Split('>'))))).Message);

    private static EventTypes Types(IEnumerable<IUpcaster> upcasters) =>
        new(Assembly.GetExecutingAssembly(), JsonSerializerOptions.Web, upcasters);

    private sealed class Unchanged(string[] step) : IUpcaster
    {
        public string From => step[0];

        public string To => step[1];

        public JsonObject Upcast(JsonObject data) => data;
    }
}
