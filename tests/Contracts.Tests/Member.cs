using System.Reflection;
using System.Text.Json;

namespace Commerce.ContractsTests;

/// <summary>A member of a record as it stands in JSON.</summary>
/// <param name="IsOptional">A record can be read without it: the one kind of member that may be added under a stored name.</param>
/// <param name="Item">The record, if any, that the member or each of its items is.</param>
internal sealed record Member(string Name, bool IsOptional, bool IsNullable, Type? Item)
{
    public static IReadOnlyList<Member> Of(Type record)
    {
        var defaults = record.GetConstructors().SelectMany(c => c.GetParameters()).ToLookup(p => p.Name, p => p.HasDefaultValue);
        var nullability = new NullabilityInfoContext();
        return
        [
            .. record.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(p => new Member(
                JsonNamingPolicy.CamelCase.ConvertName(p.Name),
                defaults[p.Name].All(hasDefault => hasDefault),
                nullability.Create(p).ReadState == NullabilityState.Nullable,
                RecordIn(p.PropertyType))),
        ];
    }

    private static Type? RecordIn(Type type)
    {
        var item = type.IsGenericType ? type.GetGenericArguments()[0] : type;
        return item.Namespace?.StartsWith("Commerce", StringComparison.Ordinal) == true ? item : null;
    }
}
