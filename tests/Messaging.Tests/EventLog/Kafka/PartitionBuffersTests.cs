using Confluent.Kafka;

namespace Commerce.Messaging.Tests;

public sealed class PartitionBuffersTests
{
    private static readonly TopicPartition s_first = new("orders", 0);
    private static readonly TopicPartition s_second = new("orders", 1);
    private readonly PartitionBuffers _buffers = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public PartitionBuffersTests() => _buffers.Own([s_first, s_second]);

    [Fact]
    public async Task Take_SharesTheBatchAmongPartitions_SoThatAFloodedOneHoldsUpNobody()
    {
        for (var position = 0; position < 100; position++)
            Add(0, position);
        Add(1, 0);

        var taken = await _buffers.TakeAsync(10, Stop);
        Assert.Equal([.. Enumerable.Range(0, 5).Select(p => (0, (long)p)), (1, 0L)], taken.Take(6).Select(m => (m.Partition, m.Position)));
        Assert.Equal(9, (await _buffers.TakeAsync(1, Stop))[0].Position); // nobody else had anything: the rest of the batch was the first one's
    }

    [Fact]
    public async Task Take_WithNothingThere_WaitsForTheFirstArrival()
    {
        var waiting = _buffers.TakeAsync(10, Stop);
        Assert.False(waiting.IsCompleted);
        Add(1, 7);
        Assert.Equal(7, Assert.Single(await waiting).Position);
    }

    [Fact]
    public async Task Take_AfterAFailure_SaysWhy()
    {
        var waiting = _buffers.TakeAsync(10, Stop);
        _buffers.Fail(new TimeoutException("The broker is silent."));
        Assert.Contains("The broker is silent.", (await Assert.ThrowsAsync<InvalidOperationException>(() => waiting)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Add_SaysWhenThereIsNoRoomForMore()
    {
        for (var position = 0; position < PartitionBuffers.Room - 1; position++)
            Assert.True(Add(0, position));
        Assert.False(Add(0, PartitionBuffers.Room - 1));
        Assert.False(_buffers.HasRoom(s_first));
        Assert.True(_buffers.HasRoom(s_second));
    }

    [Fact]
    public async Task Add_WhatWasFetchedBefore_IsTakenOnce()
    {
        Add(0, 3);
        Add(0, 3);
        Add(0, 2);
        Assert.Equal(3, Assert.Single(await _buffers.TakeAsync(10, Stop)).Position);
    }

    [Fact]
    public async Task Lose_ForgetsWhatIsBuffered_AndItsCommits()
    {
        Add(0, 3);
        Add(1, 9);
        await _buffers.TakeAsync(1, Stop);
        _buffers.Lose([s_first]);
        Add(0, 4);

        Assert.False(_buffers.Handled("orders", 0, 3));
        Assert.Equal((1, 9L), (await _buffers.TakeAsync(10, Stop)).Select(m => (m.Partition, m.Position)).Single());
    }

    [Fact]
    public async Task Handled_OnlyForwards_AndOnlyWhatWasReceivedSinceItIsOwned()
    {
        Add(0, 3);
        Add(0, 4);
        Assert.False(_buffers.Handled("orders", 0, 3)); // buffered, not yet received
        await _buffers.TakeAsync(10, Stop);
        Assert.True(_buffers.Handled("orders", 0, 4));
        Assert.False(_buffers.Handled("orders", 0, 3));

        // Lost and got back: a batch that was under way from before must not commit into the new ownership.
        _buffers.Lose([s_first]);
        _buffers.Own([s_first]);
        Assert.False(_buffers.Handled("orders", 0, 4));
    }

    private bool Add(int partition, long position) => _buffers.Add(new LogMessage("orders", partition, position, "key", Guid.Empty, "{}"));
}
