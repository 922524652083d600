namespace Commerce.Messaging.Tests;

public abstract partial class EventLogContract
{
    [Fact]
    public async Task Backlog_IsWhatTheGroupHasStillBeforeIt()
    {
        var log = Open();
        var began = TimeProvider.System.GetUtcNow();
        await log.AppendAsync([.. Records($"{_name}-a", 12, 4), .. Records($"{_name}-b", 3, 3)], CancellationToken.None);
        Assert.Equal([12, 3], await WaitingAsync(Group));

        await using (var member = log.Subscribe(Group, [$"{_name}-a", $"{_name}-b"]))
        {
            var received = await ReceiveAsync(member, 15);
            var half = received.Where(m => m.Topic == $"{_name}-a").Take(7).ToList();
            await member.CommitAsync([.. half, .. received.Where(m => m.Topic == $"{_name}-b")], CancellationToken.None);
        }

        await UntilAsync([5, 0]);
        await using (var next = log.Subscribe(Group, [$"{_name}-a", $"{_name}-b"]))
            await next.CommitAsync(await ReceiveAsync(next, 5), CancellationToken.None);
        await UntilAsync([0, 0]);
        Assert.All(await log.BacklogAsync(Group, [$"{_name}-a", $"{_name}-b"], CancellationToken.None), b => Assert.Null(b.OldestAt));
        var untouched = (await log.BacklogAsync($"{Group}-other", [$"{_name}-a"], CancellationToken.None))[0];
        Assert.Equal((12, false), (untouched.Waiting, untouched.IsMore));
        Assert.InRange(untouched.OldestAt!.Value, began.AddMinutes(-1), began.AddMinutes(1));

        async Task<IReadOnlyList<long>> WaitingAsync(string group) =>
            [.. (await log.BacklogAsync(group, [$"{_name}-a", $"{_name}-b"], CancellationToken.None)).Select(b => b.Waiting)];

        async Task UntilAsync(long[] waiting)
        {
            using var patience = new CancellationTokenSource(s_patience);
            while (!waiting.SequenceEqual(await WaitingAsync(Group)))
                await Task.Delay(50, patience.Token);
        }
    }
}
