using Commerce.AppHost.Hosting;

namespace Commerce.AppHost.Tests;

public sealed class ResourceLogTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("commerce-log-").FullName;

    private string LogFile => Path.Combine(folder, "shop.log");

    [Fact]
    public async Task Read_AnswersTheNewestLines_NumberedWithoutGaps()
    {
        await using var log = new ResourceLog("shop", LogFile, TimeProvider.System);
        for (var i = 1; i <= 10_050; i++)
            log.Append($"line {i}", isError: i % 2 == 0);

        var newest = log.Read(3);

        Assert.Equal([10_048L, 10_049, 10_050], newest.Select(line => line.Number));
        Assert.Equal(("line 10050", true), (newest[^1].Text, newest[^1].IsError));
        Assert.Equal(10_000, log.Read(int.MaxValue).Count);
    }

    [Fact]
    public async Task Follow_YieldsWhatIsWrittenFromNowOn()
    {
        await using var log = new ResourceLog("shop", LogFile, TimeProvider.System);
        log.Append("before", isError: false);
        await using var follower = log.FollowAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        var next = follower.MoveNextAsync();

        log.Append("after", isError: false);

        Assert.True(await next);
        Assert.Equal("after", follower.Current.Text);
    }

    [Fact]
    public async Task File_HoldsEveryLine_AndIsMovedAsideWhenFull()
    {
        await using (var file = new RotatingFile(LogFile, maxBytes: 1_000))
        {
            for (var i = 0; i < 100; i++)
                file.Write($"line {i:D3} {new string('x', 40)}");
        }

        await using (var file = new RotatingFile(LogFile, maxBytes: 1_000))
            file.Write("after the restart");

        Assert.True(File.Exists($"{LogFile}.1"));
        Assert.Contains("after the restart", File.ReadAllText(LogFile), StringComparison.Ordinal);
        Assert.Contains("line 099", File.ReadAllText($"{LogFile}.1"), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
