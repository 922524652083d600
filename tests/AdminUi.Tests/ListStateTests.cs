namespace Commerce.AdminUi;

public sealed class ListStateTests
{
    private static readonly ListSchema Schema = new(["status", "from"], ["-placedAt", "placedAt"], ["order", "placed", "customer"]) { Extra = ["customer"] };

    [Fact]
    public void Address_OfWhatIsAlwaysShown_IsBare() => Assert.Equal("orders", ListState.Parse("http://x/orders", Schema).Address("orders"));

    [Fact]
    public void Address_ReadAgain_ShowsTheSame()
    {
        var state = ListState.Parse("http://x/orders", Schema)
            .WithFilter("status", "a & b").WithSort("placedAt").WithColumn("customer", true).WithCursor("c1+/=").WithOpened("o1").WithSelected(["s1", "s2"]);

        var again = ListState.Parse("http://x/" + state.Address("orders"), Schema);

        Assert.Equal(state.Address("orders"), again.Address("orders"));
        Assert.Equal("a & b", again.Filter("status"));
        Assert.Equal("c1+/=", again.Cursor);
        Assert.Equal(["order", "placed", "customer"], again.Columns);
        Assert.Equal(["s1", "s2"], again.Selected);
    }

    [Fact]
    public void View_KeepsTheQuestion_NotThePlaceInItsAnswer()
    {
        var name = Guid.CreateVersion7();
        var state = ListState.Parse("http://x/orders?status=paid&sort=placedAt&columns=placed&cursor=c&open=o&selected=s", Schema).WithName(name);
        Assert.Equal("?status=paid&sort=placedAt&columns=placed", state.View());
        Assert.Equal(name, ListState.Parse(state.Address("orders"), Schema).Named);
        Assert.Null(state.WithoutFilters().Named);
        Assert.Null(ListState.Parse("http://x/orders?view=<script>", Schema).Named);
    }

    [Theory]
    [InlineData("sort=total")]
    [InlineData("sort=placedAt;DROP")]
    [InlineData("columns=password")]
    [InlineData("customer=x")]
    [InlineData("status=a&status=b")]
    public void Address_WithWhatTheListDoesNotKnow_ShowsWhatItAlwaysShows(string query) =>
        Assert.Equal("orders", ListState.Parse($"http://x/orders?{query}", Schema).Address("orders"));

    [Fact]
    public void Filter_BeginsAtTheFirstPage_AndForgetsTheSelection()
    {
        var state = ListState.Parse("http://x/orders?cursor=c&selected=s1&open=o", Schema).WithFilter("status", "placed");

        Assert.Null(state.Cursor);
        Assert.Empty(state.Selected);
        Assert.Equal("o", state.Opened);
    }

    [Fact]
    public void Columns_NeverVanishAltogether()
    {
        var state = ListState.Parse("http://x/orders", Schema).WithColumn("order", false).WithColumn("placed", false);

        Assert.Equal(["placed"], state.Columns);
    }

    [Fact]
    public void Selected_AreAsManyAsAnAddressCarries() =>
        Assert.Equal(ListState.MaxSelected, ListState.Parse("http://x/orders", Schema).WithSelected(Enumerable.Range(0, 200).Select(i => $"{i}")).Selected.Count);
}
