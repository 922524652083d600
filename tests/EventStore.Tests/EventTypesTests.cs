using System.Reflection;
using System.Text.Json;

namespace Commerce.EventStore.Tests;

public sealed class EventTypesTests
{
    private readonly EventTypes _types = new(Assembly.GetExecutingAssembly(), JsonSerializerOptions.Web, Withdrawals.Upcasters);

    [Fact]
    public void Names_AreTheExplicitOnes() => Assert.Equal(["test.deposited.v1", "test.opened.v1", "test.withdrawn.v3"], _types.Names.Order());

    [Fact]
    public void Write_ThenRead_IsTheSameEvent()
    {
        var written = _types.Write(new Opened("Ada"));

        Assert.Equal("""{"owner":"Ada"}""", written);
        Assert.Equal(new Opened("Ada"), _types.Read(_types.NameOf(new Opened("Ada")), written));
    }

    [Theory]
    [InlineData("test.forgotten.v1", "{}"), InlineData("test.opened.v1", "null")]
    public void Read_OfWhatNobodyWrote_Fails(string name, string data) => Assert.Throws<InvalidOperationException>(() => _types.Read(name, data));
}
