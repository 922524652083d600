using System.Globalization;
using System.Text.Json;
using Commerce.Kernel;

namespace Commerce.AdminUi;

/// <summary>What an entry of the timeline says beside its name: amounts, reasons, places.</summary>
internal static class EventFacts
{
    public static string Of(OrderHistory.Entry entry, PersonFormat format)
    {
        var facts = new List<string>();
        if (Text(entry, "reason") is { } reason)
            facts.Add(entry.Event.Contains("cancelled", StringComparison.Ordinal) ? OrderWords.Reason(reason) : reason);
        if (Text(entry, "how") is { } how)
            facts.Add(OrderWords.Plain(how));
        if (Text(entry, "detail") is { } detail)
            facts.Add(detail);
        if (Text(entry, "trackingNumber") is { } tracking)
            facts.Add($"tracking number {tracking}");
        if (Number(entry, "total") is { } total && Text(entry, "currency") is { } currency && Currency.TryParse(currency, out _))
            facts.Add(format.Money(Money.Of(total, currency)));
        if (Text(entry, "reservedUntil") is { } until && DateTimeOffset.TryParse(until, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment))
            facts.Add($"held until {format.Exact(moment)}");
        if (Array(entry, "shortages") is { } shortages)
            facts.AddRange(shortages.Select(s => $"{s.GetProperty("sku").GetString()}: {s.GetProperty("available").GetInt32()} of {s.GetProperty("requested").GetInt32()}"));
        return string.Join(" · ", facts);
    }

    private static string? Text(OrderHistory.Entry entry, string name) =>
        entry.Data.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    private static long? Number(OrderHistory.Entry entry, string name) =>
        entry.Data.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt64() : null;

    private static JsonElement.ArrayEnumerator? Array(OrderHistory.Entry entry, string name) =>
        entry.Data.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : null;
}
