namespace Commerce.Identity;

public sealed class SigningKeySetTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void SuccessorDue_WithoutKeys_IsNow()
    {
        var keys = new SigningKeySet([]);
        Assert.Equal(Start, keys.SuccessorDue(Start));
        Assert.Null(keys.Active(Start));
    }

    [Fact]
    public void SuccessorDue_ComesWithNoticeBeforeTheKeyIsOld()
    {
        var keys = new SigningKeySet([SigningKey.Generate(Start)]);
        var due = Start + SigningKeySet.Lifetime - SigningKeySet.Notice;
        Assert.Null(keys.SuccessorDue(due.AddSeconds(-1)));
        Assert.Equal(due + SigningKeySet.Notice, keys.SuccessorDue(due));
    }

    [Fact]
    public void Active_IsTheNewestThatHasBegun()
    {
        var (first, second) = (SigningKey.Generate(Start), SigningKey.Generate(Start.AddDays(30)));
        var keys = new SigningKeySet([second, first]);
        Assert.Same(first, keys.Active(Start.AddDays(30).AddTicks(-1)));
        Assert.Same(second, keys.Active(Start.AddDays(30)));
        Assert.Null(keys.Active(Start.AddTicks(-1)));
    }

    [Fact]
    public void Published_ShowsASuccessorEarlyAndAPredecessorUntilItsTokensExpired()
    {
        var (first, second) = (SigningKey.Generate(Start), SigningKey.Generate(Start.AddDays(30)));
        var keys = new SigningKeySet([first, second]);
        Assert.Equal([first, second], keys.Published(Start.AddDays(29)));
        Assert.Equal([first, second], keys.Published(Start.AddDays(30) + AccessTokens.Lifetime));
        Assert.Equal([second], keys.Published(Start.AddDays(30) + SigningKeySet.Overlap));
    }

    [Fact]
    public void Import_OfExportedKey_HasTheSameName()
    {
        var key = SigningKey.Generate(Start);
        Assert.Equal(key.Kid, SigningKey.Import(key.ExportPrivateKey(), Start).Kid);
    }
}
