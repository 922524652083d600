using System.Text.RegularExpressions;

namespace Commerce.ArchitectureTests;

/// <summary>Use cases stand alone: what two of them need lies in the folder of a noun.</summary>
public sealed partial class SliceTests
{
    // The gateway's slices are steps of one pipeline: the description names the version that the negotiation answers to.
    private static readonly string[] s_usedByOthers = ["Gateway/NegotiateVersion"];

    // Bound from the query, and each of its parameters refuses for itself.
    private static readonly string[] s_withoutValidator = ["Payments/ListPayments"];

    [Fact]
    public void Slices_UseNothingOfEachOther()
    {
        Assert.True(Slice.All.Length > 60, "The rule has looked at hardly anything.");
        AssertNone(
            from owner in Slice.All
            where !s_usedByOthers.Contains($"{owner}")
            from user in Slice.All
            where user.Context == owner.Context && user.Name != owner.Name
            from used in owner.Types.Where(t => Regex.IsMatch(user.Code, $@"(?<![.\w]){t}\b"))
                .Concat(owner.Extensions.Where(e => Regex.IsMatch(user.Code, $@"\.{e}\(")))
            select $"{user} uses {used} of {owner}: put it into the folder of the noun it belongs to.");
    }

    [Fact]
    public void Requests_AreValidatedOnEveryRouteThatTakesThem()
    {
        var taking = Slice.All.Where(s => TakesRequest().IsMatch(s.Code)).ToArray();
        Assert.True(taking.Length > 25, "The rule has looked at hardly anything.");
        AssertNone(
            from slice in taking
            where !s_withoutValidator.Contains($"{slice}")
            let routes = Route().Matches(slice.Code)
            from fault in new[]
            {
                DeclaresValidator().IsMatch(slice.Code) ? null : $"{slice} has a Request and no Validator.",
                routes.All(r => r.Value.Contains(".Validate(", StringComparison.Ordinal)) ? null : $"{slice} maps a route without .Validate(.",
            }
            where fault is not null
            select fault);
        AssertNone(s_withoutValidator.Except(taking.Select(s => $"{s}")).Select(s => $"{s} needs no exception."));
    }

    private static void AssertNone(IEnumerable<string> faults)
    {
        var all = string.Join('\n', faults);
        Assert.True(all.Length == 0, all);
    }

    [GeneratedRegex(@"\brecord Request\(")]
    private static partial Regex TakesRequest();

    [GeneratedRegex(@"\bclass Validator\b")]
    private static partial Regex DeclaresValidator();

    [GeneratedRegex(@"\.Map(Get|Post|Put|Patch|Delete)\([^;]*;")]
    private static partial Regex Route();
}
