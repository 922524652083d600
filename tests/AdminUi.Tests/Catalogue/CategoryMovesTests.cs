namespace Commerce.AdminUi;

public sealed class CategoryMovesTests
{
    private static readonly CategoryNode A1 = Node("A1");
    private static readonly CategoryNode A2 = Node("A2");
    private static readonly CategoryNode A = Node("A", A1, A2);
    private static readonly CategoryNode B = Node("B");
    private static readonly CategoryMoves Moves = new([A, B]);

    [Fact]
    public void Keys_MoveAmongSiblings_AndStopAtTheEnds()
    {
        Assert.Equal(new CategoryPlace(A.Id, 1), Moves.Down(A1.Id));
        Assert.Equal(new CategoryPlace(A.Id, 0), Moves.Up(A2.Id));
        Assert.Equal(new CategoryPlace(null, 0), Moves.Up(B.Id));
        Assert.Null(Moves.Up(A1.Id));
        Assert.Null(Moves.Down(B.Id));
    }

    [Fact]
    public void Keys_MoveInAndOut()
    {
        Assert.Equal(new CategoryPlace(A.Id, 2), Moves.In(B.Id));
        Assert.Equal(new CategoryPlace(null, 1), Moves.Out(A1.Id));
        Assert.Null(Moves.In(A.Id));
        Assert.Null(Moves.Out(B.Id));
    }

    [Fact]
    public void Drop_OntoAnotherOrBeforeIt_CountsWithoutTheMovedOne()
    {
        Assert.Equal(new CategoryPlace(A.Id, 2), Moves.Below(B.Id, A.Id));
        Assert.Equal(new CategoryPlace(A.Id, 1), Moves.Below(A1.Id, A.Id));
        Assert.Equal(new CategoryPlace(A.Id, 0), Moves.Before(A1.Id, A2.Id));
        Assert.Equal(new CategoryPlace(A.Id, 1), Moves.Before(B.Id, A2.Id));
    }

    [Fact]
    public void Drop_IntoItself_GoesNowhere()
    {
        Assert.Null(Moves.Below(A.Id, A1.Id));
        Assert.Null(Moves.Below(A.Id, A.Id));
        Assert.Null(Moves.Before(A.Id, A2.Id));
    }

    private static CategoryNode Node(string name, params CategoryNode[] children) => new(Guid.CreateVersion7(), name.ToLowerInvariant(), name, 1, children);
}
