using System.Text.Json;
using System.Text.Json.Nodes;

namespace Commerce.ContractsTests;

/// <summary>The rules themselves, on small records: what may change under a stored name, and what may not.</summary>
public sealed class SampleCheckTests
{
    private const string Sample = """{"id":"0199a3f0-7c1e-7d52-9a6b-5a0f3c1d2e41","lines":[{"sku":"LAMP-1","quantity":2}],"note":"by hand"}""";

    [Theory]
    [InlineData(typeof(AsItWas), null)]
    [InlineData(typeof(WithAnOptionalMember), null)]
    [InlineData(typeof(WithARequiredMember), "$.placedBy is not in the sample: a new member must be optional, a new shape is a new version.")]
    [InlineData(typeof(WithARenamedMember), "$.note is lost: it was renamed or dropped.")]
    [InlineData(typeof(WithADroppedMember), "$.note is lost: it was renamed or dropped.")]
    [InlineData(typeof(WithARenamedMemberOfALine), "$.lines[0].quantity is lost: it was renamed or dropped.")]
    [InlineData(typeof(WithAnotherTypeOfMember), "It cannot be read: *")]
    public void RoundTrip_OfAnOldSample_AllowsNothingButOptionalAdditions(Type changed, string? fault)
    {
        var faults = RoundTrip(Sample, changed);

        if (fault is null)
            Assert.Empty(faults);
        else if (fault.EndsWith('*'))
            Assert.StartsWith(fault[..^1], Assert.Single(faults), StringComparison.Ordinal);
        else
            Assert.Contains(fault, faults);
    }

    [Theory]
    [InlineData("""{"id":"00000000-0000-0000-0000-000000000000","lines":[{"sku":"LAMP-1","quantity":2}],"note":"by hand"}""", "$.id")]
    [InlineData("""{"id":"0199a3f0-7c1e-7d52-9a6b-5a0f3c1d2e41","lines":[],"note":"by hand"}""", "$.lines")]
    [InlineData("""{"id":"0199a3f0-7c1e-7d52-9a6b-5a0f3c1d2e41","lines":[{"sku":"","quantity":2}],"note":"by hand"}""", "$.lines[0].sku")]
    [InlineData("""{"id":"0199a3f0-7c1e-7d52-9a6b-5a0f3c1d2e41","lines":[{"sku":"LAMP-1","quantity":0}],"note":"by hand"}""", "$.lines[0].quantity")]
    public void RoundTrip_OfASampleWithEmptyValues_SaysWhich(string sample, string where) =>
        Assert.StartsWith($"{where} is ", Assert.Single(RoundTrip(sample, typeof(AsItWas))), StringComparison.Ordinal);

    [Fact]
    public void Coverage_AsksForASampleWithAndOneWithoutWhatCanBeAbsent()
    {
        var with = JsonNode.Parse(Sample)!.AsObject();
        var without = JsonNode.Parse("""{"id":"0199a3f0-7c1e-7d52-9a6b-5a0f3c1d2e42","lines":[{"sku":"LAMP-2","quantity":1}],"note":null}""")!.AsObject();

        Assert.Equal(["No sample goes without $.note."], SampleCheck.Coverage([with], typeof(AsItWas)));
        Assert.Equal(["No sample gives $.note."], SampleCheck.Coverage([without], typeof(AsItWas)));
        Assert.Empty(SampleCheck.Coverage([with, without], typeof(AsItWas)));
        Assert.Equal(["No sample gives $.channel."], SampleCheck.Coverage([with, without], typeof(WithAnOptionalMember)));
    }

    private static IReadOnlyList<string> RoundTrip(string sample, Type type) => SampleCheck.RoundTrip(
        JsonNode.Parse(sample)!.AsObject(), type,
        json => JsonSerializer.Deserialize(json, type, JsonSerializerOptions.Web)!,
        value => JsonSerializer.Serialize(value, type, JsonSerializerOptions.Web));

    private sealed record Line(string Sku, int Quantity);

    private sealed record CountedLine(string Sku, int Count);

    private sealed record AsItWas(Guid Id, IReadOnlyList<Line> Lines, string? Note);

    private sealed record WithAnOptionalMember(Guid Id, IReadOnlyList<Line> Lines, string? Note, string? Channel = null);

    private sealed record WithARequiredMember(Guid Id, IReadOnlyList<Line> Lines, string? Note, string PlacedBy);

    private sealed record WithARenamedMember(Guid Id, IReadOnlyList<Line> Lines, string? Remark);

    private sealed record WithADroppedMember(Guid Id, IReadOnlyList<Line> Lines);

    private sealed record WithARenamedMemberOfALine(Guid Id, IReadOnlyList<CountedLine> Lines, string? Note);

    private sealed record WithAnotherTypeOfMember(long Id, IReadOnlyList<Line> Lines, string? Note);
}
