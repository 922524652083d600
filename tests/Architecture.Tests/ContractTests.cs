using System.Reflection;
using System.Text.RegularExpressions;
using Commerce.Catalog.Contracts;
using Commerce.Identity.Contracts;
using Commerce.Inventory.Contracts;
using Commerce.Kernel;
using Commerce.Ordering.Contracts;
using Commerce.Payments.Contracts;

namespace Commerce.ArchitectureTests;

public sealed partial class ContractTests
{
    private static readonly Type[] s_primitives =
        [typeof(Guid), typeof(string), typeof(int), typeof(long), typeof(bool), typeof(DateTimeOffset)];

    private static readonly Type[] s_records =
    [
        .. new[] { typeof(ProductPublishedV1), typeof(UserRegisteredV1), typeof(StockReservedV1), typeof(OrderPlacedV1), typeof(PaymentAuthorizedV1) }
            .SelectMany(t => t.Assembly.GetExportedTypes()),
    ];

    [Fact]
    public void Messages_HaveUniqueVersionedNames()
    {
        var messages = s_records.Where(t => t.GetCustomAttribute<MessageAttribute>() is not null).ToArray();
        Assert.True(messages.Length > 20, "The rule has looked at hardly anything.");
        var names = messages.Select(m => m.GetCustomAttribute<MessageAttribute>()!).ToArray();
        Assert.Equal(names.Length, names.DistinctBy(n => n.Name).Count());
        foreach (var (type, message) in messages.Zip(names))
        {
            Assert.Matches(StoredName(), message.Name);
            Assert.EndsWith($"V{message.Version}", type.Name, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Contracts_HoldPrimitivesOnly_AndNeverChange()
    {
        foreach (var property in s_records.SelectMany(t => t.GetProperties()))
        {
            Assert.True(IsPlain(property.PropertyType), $"{property.DeclaringType}.{property.Name} is a {property.PropertyType}.");
            Assert.True(
                property.SetMethod is null || property.SetMethod.ReturnParameter.GetRequiredCustomModifiers().Length > 0,
                $"{property.DeclaringType}.{property.Name} can be changed.");
        }
    }

    private static bool IsPlain(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
            type = type.GetGenericArguments()[0];
        return s_primitives.Contains(type) || s_records.Contains(type);
    }

    [GeneratedRegex(@"^[a-z]+\.[a-z-]+\.v[1-9][0-9]*$")]
    private static partial Regex StoredName();
}
