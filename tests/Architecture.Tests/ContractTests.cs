using Commerce.Catalog.Contracts;
using Commerce.Identity.Contracts;
using Commerce.Inventory.Contracts;
using Commerce.Ordering.Contracts;
using Commerce.Payments.Contracts;

namespace Commerce.ArchitectureTests;

public sealed class ContractTests
{
    private static readonly Type[] s_primitives =
        [typeof(Guid), typeof(string), typeof(int), typeof(long), typeof(bool), typeof(DateTimeOffset)];

    internal static readonly Type[] Records =
    [
        .. new[] { typeof(ProductPublishedV1), typeof(UserRegisteredV1), typeof(StockReservedV1), typeof(OrderPlacedV1), typeof(PaymentAuthorizedV1) }
            .SelectMany(t => t.Assembly.GetExportedTypes()),
    ];

    [Fact]
    public void Contracts_HoldPrimitivesOnly_AndNeverChange()
    {
        Assert.True(Records.Length > 30, "The rule has looked at hardly anything.");
        foreach (var property in Records.SelectMany(t => t.GetProperties()))
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
        return s_primitives.Contains(type) || Records.Contains(type);
    }
}
