namespace Commerce.Identity;

public sealed class RoleBookTests
{
    private static readonly RoleBook.Entry[] Roles =
    [
        new("customer", 0, []),
        new("owner", 0, ["catalog:write", "orders:read", "roles:write"]),
        new("catalog-manager", 2, ["catalog:write"]),
        new("support", 5, ["orders:read"]),
    ];

    [Fact]
    public void Grant_OfOwnRights_CountsTheVersionUp()
    {
        var granted = Book("catalog:write", "orders:read", "roles:write").Grant("support", ["orders:read", "catalog:write", "orders:read"], 5);
        Assert.Equal(6, granted.Value.Version);
        Assert.Equal(["catalog:write", "orders:read"], granted.Value.Permissions);
    }

    [Fact]
    public void Grant_OfRightsOneLacks_IsRefused()
    {
        var book = Book("orders:read", "roles:write");
        Assert.Equal("identity.beyond_own_rights", book.Grant("support", ["orders:read", "catalog:write"], 5).Error?.Code);
        Assert.Equal("identity.beyond_own_rights", book.Grant("catalog-manager", [], 2).Error?.Code); // nor take them away
        Assert.True(Book("roles:write", "orders:read").Grant("support", [], 5).IsOk);
    }

    [Fact]
    public void Grant_ToOwnerOrCustomer_IsRefused()
    {
        var book = Book("catalog:write", "orders:read", "roles:write");
        Assert.Equal("identity.owner_role_is_fixed", book.Grant("owner", ["roles:write"], 0).Error?.Code);
        Assert.Equal("identity.customer_role_is_fixed", book.Grant("customer", ["orders:read"], 0).Error?.Code);
    }

    [Fact]
    public void Grant_ToUnknownRoleOrOldVersion_IsRefused()
    {
        Assert.Equal(404, Book("orders:read").Grant("nobody", [], 0).Error?.Status);
        Assert.Equal(412, Book("orders:read").Grant("support", [], 4).Error?.Status);
    }

    [Fact]
    public void Assign_TouchingRolesBeyondOnesRights_IsRefused()
    {
        var book = Book("orders:read", "roles:write");
        Assert.Null(book.Assign(["customer"], ["customer", "support"]));
        Assert.Equal("identity.beyond_own_rights", book.Assign(["customer"], ["owner"])?.Code);
        Assert.Equal("identity.beyond_own_rights", book.Assign(["owner"], [])?.Code);
        Assert.Null(book.Assign(["owner"], ["owner", "support"])); // what stays is not touched
        Assert.Equal(422, book.Assign([], ["emperor"])?.Status);
    }

    private static RoleBook Book(params string[] callersPermissions) =>
        new(Roles.ToDictionary(r => r.Name), callersPermissions.ToHashSet());
}
