using System.Reflection;
using System.Text.RegularExpressions;
using Commerce.Kernel;

namespace Commerce.ArchitectureTests;

/// <summary>Who says and who hears each message, read from the source.</summary>
public sealed partial class MessageTests
{
    private static readonly Dictionary<string, string> s_unheard = new()
    {
        ["UserRegisteredV1"] = "for shops that greet new customers; no context of ours needs it",
        ["SecurityEventV1"] = "for the audit trail and for systems that watch over accounts",
        ["OrderPlacedV1"] = "the checkout is led by commands; for reports and other systems",
        ["OrderConfirmedV1"] = "the checkout is led by commands; for reports and other systems",
        ["OrderShippedV1"] = "the checkout is led by commands; for reports and other systems",
        ["OrderCompletedV1"] = "the checkout is led by commands; for reports and other systems",
        ["OrderCancelledV1"] = "the checkout is led by commands; for reports and other systems",
        ["PaymentRefundedV1"] = "staff refund by hand and see it in the ledger; orders do not change by it",
    };

    private static readonly Dictionary<string, string> s_unsaid = new()
    {
        ["RefundPaymentV1"] = "the way for other contexts to refund; staff do it over the API of Payments",
    };

    private static readonly (Type Type, MessageAttribute Message)[] s_messages =
        [.. ContractTests.Records.Select(t => (t, t.GetCustomAttribute<MessageAttribute>()!)).Where(m => m.Item2 is not null)];

    // Every service hears of roles, and those that know people of them, by the shared libraries.
    private static readonly string[] s_libraries = ["Defaults", "Privacy"];

    private static readonly (string Context, string Code)[] s_sources =
    [
        .. Repository.Contexts.Concat(s_libraries).Select(c => (
            c, string.Concat(Repository.Files(s_libraries.Contains(c) ? $"ServiceDefaults/{c}" : $"features/{c}", "*.cs").Select(File.ReadAllText)))),
    ];

    [Fact]
    public void Events_AreHeardBySomebody_OrHaveAReasonNotToBe() => AssertNone(
        from m in s_messages
        where !IsCommand(m.Message)
        let isHeard = Hearers(m.Type).Length > 0
        where isHeard == s_unheard.ContainsKey(m.Type.Name)
        select isHeard ? $"{m.Type.Name} is heard: it needs no reason." : $"{m.Type.Name} is heard by nobody: handle it, or give the reason here.");

    [Fact]
    public void Commands_AreHandledByTheContextThatTheyAreNamedAfter_AndNoOther() => AssertNone(
        from m in s_messages
        where IsCommand(m.Message)
        let hearers = Hearers(m.Type)
        where !hearers.SequenceEqual([Owner(m.Type)])
        select $"{m.Type.Name} is handled by {(hearers.Length == 0 ? "nobody" : string.Join(" and ", hearers))}, not by {Owner(m.Type)} alone.");

    [Fact]
    public void Messages_AreSaidBySomebody_EventsByTheirOwnerAlone() => AssertNone(
        from m in s_messages
        let sayers = s_sources.Where(s => Says(s.Code, m.Type)).Select(s => s.Context).ToArray()
        from fault in new[]
        {
            sayers.Length == 0 && !s_unsaid.ContainsKey(m.Type.Name) ? $"{m.Type.Name} is said by nobody." : null,
            sayers.Length > 0 && s_unsaid.ContainsKey(m.Type.Name) ? $"{m.Type.Name} is said: it needs no reason." : null,
            !IsCommand(m.Message) && sayers.Except([Owner(m.Type)]).Any() ? $"{m.Type.Name} is said by {string.Join(" and ", sayers)}." : null,
        }
        where fault is not null
        select fault);

    [Fact]
    public void Handlers_AreRegistered()
    {
        var handlers = s_sources.SelectMany(s => Handler().Matches(s.Code).Select(m => (s.Context, s.Code, Message: m.Groups["message"].Value))).ToArray();
        Assert.True(handlers.Length > 15, "The rule has looked at hardly anything.");
        AssertNone(
            from h in handlers
            where !h.Code.Contains($".Handle<{h.Message}, ", StringComparison.Ordinal)
            select $"{h.Context} has a handler of {h.Message} and does not register it.");
    }

    private static bool IsCommand(MessageAttribute message) => message.Topic.EndsWith(".commands", StringComparison.Ordinal);

    private static string Owner(Type type) => type.Namespace!.Split('.')[1];

    private static string[] Hearers(Type type) =>
        [.. s_sources.Where(s => s.Code.Contains($".Handle<{type.Name}, ", StringComparison.Ordinal)).Select(s => s.Context)];

    // new OrderPlacedV1(…), or a method that returns one.
    private static bool Says(string code, Type type) => Regex.IsMatch(code, $@"\b(new {type.Name}|{type.Name}\??\s+\w+)\(");

    private static void AssertNone(IEnumerable<string> faults)
    {
        Assert.True(s_messages.Length > 20, "The rule has looked at hardly anything.");
        var all = string.Join('\n', faults);
        Assert.True(all.Length == 0, all);
    }

    [GeneratedRegex(@"\bIMessageHandler<(?<message>\w+V\d+)>")]
    private static partial Regex Handler();
}
