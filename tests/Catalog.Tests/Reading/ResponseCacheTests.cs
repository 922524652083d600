namespace Commerce.Catalog.Tests;

public sealed class ResponseCacheTests
{
    private static readonly CacheKey s_key = new(CachedKind.List, "q");

    [Fact]
    public async Task Get_ByManyAtOnce_MakesTheAnswerOnce()
    {
        var cache = Listening();
        var made = 0;
        var gate = new TaskCompletionSource();
        Task<CachedAnswer?>[] asked =
        [
            .. Enumerable.Range(0, 50).Select(_ => cache.GetAsync(s_key, null, async _ =>
            {
                Interlocked.Increment(ref made);
                await gate.Task;
                return Answer("x");
            }, CancellationToken.None).AsTask()),
        ];

        gate.SetResult();
        var answers = await Task.WhenAll(asked);

        Assert.Equal(1, made);
        Assert.Single(answers.Distinct());
        Assert.True(cache.TryGet(s_key, out _));
    }

    [Fact]
    public async Task Get_WhenTheFirstAskerGivesUp_StillAnswersTheOthers()
    {
        var cache = Listening();
        var gate = new TaskCompletionSource();
        using var impatient = new CancellationTokenSource();
        async Task<CachedAnswer?> Make(CancellationToken ct)
        {
            await gate.Task.WaitAsync(ct);
            return Answer("x");
        }

        var first = cache.GetAsync(s_key, null, Make, impatient.Token).AsTask();
        var second = cache.GetAsync(s_key, null, Make, CancellationToken.None).AsTask();
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        gate.SetResult();

        Assert.NotNull(await second);
    }

    [Fact]
    public async Task Invalidate_WhileAnAnswerIsMade_KeepsItFromOutlivingTheChange()
    {
        var cache = Listening();
        var gate = new TaskCompletionSource();
        var stale = cache.GetAsync(s_key, null, async _ =>
        {
            await gate.Task;
            return Answer("before the change");
        }, CancellationToken.None).AsTask();

        cache.Invalidate();
        gate.SetResult();
        await stale;

        Assert.False(cache.TryGet(s_key, out _));
    }

    [Fact]
    public async Task Get_AfterAFailure_TriesAgain()
    {
        var cache = Listening();
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            cache.GetAsync(s_key, null, _ => throw new InvalidOperationException("database away"), CancellationToken.None).AsTask());

        Assert.NotNull(await cache.GetAsync(s_key, null, _ => Task.FromResult<CachedAnswer?>(Answer("x")), CancellationToken.None));
    }

    [Fact]
    public async Task Get_WhileChangesGoUnheard_KeepsNothing()
    {
        var cache = Listening();
        cache.Suspend();

        await cache.GetAsync(s_key, new CacheKey(CachedKind.List, "alias"), _ => Task.FromResult<CachedAnswer?>(Answer("x")), CancellationToken.None);

        Assert.False(cache.TryGet(s_key, out _));
        Assert.False(cache.TryGet(new CacheKey(CachedKind.List, "alias"), out _));
    }

    [Fact]
    public async Task Get_OfMoreThanTheBudget_ForgetsWhatIsNotAskedFor()
    {
        var cache = Listening(budget: 100_000);
        for (var i = 0; i < 1_000; i++)
        {
            await cache.GetAsync(new CacheKey(CachedKind.List, $"{i}"), null, _ => Task.FromResult<CachedAnswer?>(Answer(new string('x', 1_000))), CancellationToken.None);
            Assert.True(cache.TryGet(new CacheKey(CachedKind.List, "0"), out _), "What is asked for all the time stays.");
        }

        var kept = Enumerable.Range(0, 1_000).Count(i => cache.TryGet(new CacheKey(CachedKind.List, $"{i}"), out _));
        Assert.InRange(kept, 20, 80);
    }

    private static ResponseCache Listening(long budget = 1_000_000)
    {
        var cache = new ResponseCache(budget);
        cache.Resume();
        return cache;
    }

    private static CachedAnswer Answer(string text) => new(System.Text.Encoding.UTF8.GetBytes(text));
}
