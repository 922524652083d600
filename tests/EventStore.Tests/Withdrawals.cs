using System.Text.Json.Nodes;

namespace Commerce.EventStore.Tests;

/// <summary>The newest shape of an event that was euros first and cents later.</summary>
[EventName("test.withdrawn.v3")]
internal sealed record Withdrawn(WithdrawnAmount Amount);

internal sealed record WithdrawnAmount(long MinorUnits, string Currency);

/// <summary>How older withdrawals are read.</summary>
internal static class Withdrawals
{
    public static IUpcaster[] Upcasters { get; } = [new FromEuros(), new FromCents()];

    private sealed class FromEuros : IUpcaster
    {
        public string From => "test.withdrawn.v1";

        public string To => "test.withdrawn.v2";

        public JsonObject Upcast(JsonObject data) => new() { ["cents"] = (long)(data["euros"]!.GetValue<decimal>() * 100) };
    }

    private sealed class FromCents : IUpcaster
    {
        public string From => "test.withdrawn.v2";

        public string To => "test.withdrawn.v3";

        public JsonObject Upcast(JsonObject data) =>
            new() { ["amount"] = new JsonObject { ["minorUnits"] = data["cents"]!.GetValue<long>(), ["currency"] = "EUR" } };
    }
}
