using System.Text.Json;
using System.Text.Json.Serialization;

namespace Commerce.Kernel;

/// <summary>Writes and reads <c>{"amount":"12.34","currency":"EUR"}</c>; the amount is a string so that no client rounds it.</summary>
public sealed class MoneyJsonConverter : JsonConverter<Money>
{
    private const string Amount = "amount";
    private const string CurrencyCode = "currency";

    public override Money Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("Money is an object with amount and currency.");

        string? amount = null, currency = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString();
            reader.Read();
            if (reader.TokenType != JsonTokenType.String)
                throw new JsonException("Money's amount and currency are strings.");
            switch (name)
            {
                case Amount: amount = reader.GetString(); break;
                case CurrencyCode: currency = reader.GetString(); break;
                default: throw new JsonException($"Money has no field '{name}'.");
            }
        }

        var money = Money.Parse(amount, currency);
        return money.Error is { } error ? throw new JsonException(error.Detail) : money.Value;
    }

    public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString(Amount, value.ToAmountString());
        writer.WriteString(CurrencyCode, value.Currency.Code);
        writer.WriteEndObject();
    }
}
