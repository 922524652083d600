using System.Text.Json;

namespace Commerce.Ordering;

/// <summary>How states are written in answers and tables.</summary>
internal static class OrderText
{
    private static readonly Dictionary<OrderStatus, string> Names =
        Enum.GetValues<OrderStatus>().ToDictionary(s => s, s => JsonNamingPolicy.SnakeCaseLower.ConvertName(s.ToString()));

    public static string ToText(this OrderStatus status) => Names[status];

    public static OrderStatus? Parse(string? text) => Names.Where(n => n.Value == text).Select(n => (OrderStatus?)n.Key).FirstOrDefault();
}
