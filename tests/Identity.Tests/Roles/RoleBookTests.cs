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

    [Fact]
    public void Grant_OfWhatNoServiceAsksFor_IsRefusedUnlessTheRoleHasIt()
    {
        var book = new RoleBook(Roles.ToDictionary(r => r.Name), new HashSet<string> { "orders:read", "orders:eat" }, new HashSet<string>());
        Assert.Equal(422, book.Grant("support", ["orders:read", "orders:eat"], 5).Error?.Status);
        Assert.Equal(422, book.Create("eater", ["orders:eat"], 0).Error?.Status);
        Assert.True(book.Grant("support", ["orders:read"], 5).IsOk);
    }

    [Fact]
    public void Create_GoesOnFromTheVersionOfAnEarlierRoleOfTheName()
    {
        var book = Book("orders:read");
        Assert.Equal(8, book.Create("returns-desk", ["orders:read"], 7).Value.Version);
        Assert.Equal("identity.role_exists", book.Create("support", [], 0).Error?.Code);
        Assert.Equal("identity.beyond_own_rights", book.Create("returns-desk", ["catalog:write"], 0).Error?.Code);
    }

    [Fact]
    public void Remove_OfABuiltInRoleOrBeyondOnesRights_IsRefused()
    {
        var roles = Roles.Append(new("returns-desk", 3, ["catalog:write"])).ToDictionary(r => r.Name);
        Assert.Equal("identity.role_is_built_in", Book("orders:read").Remove("support", 5).Error?.Code);
        Assert.Equal("identity.beyond_own_rights", new RoleBook(roles, new HashSet<string>(), new HashSet<string>()).Remove("returns-desk", 3).Error?.Code);
        var left = new RoleBook(roles, new HashSet<string> { "catalog:write" }, new HashSet<string>()).Remove("returns-desk", 3).Value;
        Assert.Equal(4, left.Version);
        Assert.Empty(left.Permissions);
    }

    private static RoleBook Book(params string[] callersPermissions) =>
        new(Roles.ToDictionary(r => r.Name), callersPermissions.ToHashSet(), Roles.SelectMany(r => r.Permissions).ToHashSet());
}
