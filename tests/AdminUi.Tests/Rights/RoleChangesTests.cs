namespace Commerce.AdminUi;

public sealed class RoleChangesTests
{
    private static readonly string[] s_catalogue = ["orders:read", "orders:write", "orders:ship"];

    private static readonly RoleRow[] s_roles =
    [
        new("owner", 7, s_catalogue, true), new("customer", 0, [], true), new("support", 3, ["orders:read", "orders:write"], true), new("packing", 1, [], false),
    ];

    [Fact]
    public void Changes_StandInTheAddress_AndComeBackFromIt()
    {
        var changes = Parse(null).Turned("support", "orders:ship").Turned("support", "orders:write").Turned("packing", "orders:read");
        Assert.Equal("packing+orders:read~support+orders:ship~support!orders:write", changes.Text());
        var again = Parse(changes.Text());
        Assert.Equal(changes.Text(), again.Text());
        Assert.Equal(["packing: orders:read", "support: orders:read,orders:ship"], again.Roles.Select(r => $"{r.Role}: {string.Join(',', r.Permissions)}"));
        Assert.True(again.Grants("support", "orders:ship") && !again.Grants("support", "orders:write") && again.Grants("support", "orders:read"));
        Assert.True(again.IsTurned("support", "orders:ship") && !again.IsTurned("support", "orders:read"));
    }

    [Fact]
    public void Change_TurnedBack_IsNone() => Assert.True(Parse(null).Turned("support", "orders:ship").Turned("support", "orders:ship").IsEmpty);

    [Theory]
    [InlineData("owner!orders:read")]
    [InlineData("customer+orders:read")]
    [InlineData("support+orders:read")] // it has that already, or somebody else saved it first
    [InlineData("support!orders:ship")]
    [InlineData("nobody+orders:read")]
    [InlineData("support+emperor:rule")]
    [InlineData("+~!~support~support+~%00")]
    public void WhatIsNoChange_IsNotReadFromAnAddress(string text) => Assert.True(Parse(text).IsEmpty);

    private static RoleChanges Parse(string? text) => RoleChanges.Parse(text, s_roles, s_catalogue);
}
