namespace Commerce.AdminUi;

public sealed class CustomerActionsTests
{
    private static readonly Guid s_me = Guid.CreateVersion7();

    [Fact]
    public void Actions_AreThoseThatThePermissionsOpen()
    {
        Assert.Empty(CustomerActions.Of(Customer("active"), null, s_me, _ => false));
        Assert.Equal(["Disable", "Reset password", "End all sessions", "Ask to erase"], Titles(Customer("active"), StaffPermissions.WriteCustomers));
        Assert.Equal(["Export data"], Titles(Customer("active"), StaffPermissions.ExportCustomers));
        Assert.Equal("Enable", Titles(Customer("disabled"), StaffPermissions.WriteCustomers)[0]);
    }

    [Fact]
    public void Actions_OnOnesOwnAccount_SayWhyNot()
    {
        var actions = CustomerActions.Of(Customer("active", s_me), null, s_me, _ => true);
        Assert.Equal(["End all sessions"], actions.Where(a => a.IsOpen).Select(a => a.Title));
        Assert.All(actions.Where(a => !a.IsOpen), a => Assert.Equal("Nobody does this to their own account.", a.WhyNot));
    }

    [Theory]
    [InlineData("waiting", false)]
    [InlineData("approved", false)]
    [InlineData("rejected", true)]
    [InlineData("withdrawn", true)]
    public void Erase_IsAskedForOnce(string status, bool isOpen) =>
        Assert.Equal(isOpen, CustomerActions.Of(Customer("active"), Request(status), s_me, _ => true).Single(a => a.Name == CustomerActions.Erase).IsOpen);

    [Fact]
    public void Approval_IsForSomebodyElse()
    {
        var own = CustomerActions.Of(Request("waiting", by: s_me), s_me, _ => true);
        Assert.Equal([("Approve", false), ("Take back", true)], own.Select(a => (a.Title, a.IsOpen)));
        Assert.Equal([("Approve", true), ("Reject", true)], CustomerActions.Of(Request("waiting"), s_me, _ => true).Select(a => (a.Title, a.IsOpen)));
        Assert.Equal(["Stop it"], CustomerActions.Of(Request("approved"), s_me, _ => true).Select(a => a.Title));
        Assert.Equal(["Reject"], CustomerActions.Of(Request("waiting"), s_me, p => p == StaffPermissions.WriteCustomers).Select(a => a.Title));
        Assert.Empty(CustomerActions.Of(Request("erased"), s_me, _ => true));
    }

    private static string[] Titles(CustomerDetails customer, string permission) => [.. CustomerActions.Of(customer, null, s_me, p => p == permission).Select(a => a.Title)];

    private static CustomerDetails Customer(string status, Guid? id = null) => new(
        new(id ?? Guid.CreateVersion7(), "ada@shop.example", true, "Ada", "en", null, null, DateTimeOffset.UnixEpoch, ["customer"]), status, null, null, [], null);

    private static ErasureRequest Request(string status, Guid? by = null) => new(
        Guid.CreateVersion7(), Guid.CreateVersion7(), "ada@shop.example", "Ada", "Letter", by ?? Guid.CreateVersion7(), "Sam", DateTimeOffset.UnixEpoch, status, null, null, null, null, null);
}
