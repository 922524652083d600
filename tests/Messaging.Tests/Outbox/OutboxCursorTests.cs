namespace Commerce.Messaging.Tests;

public sealed class OutboxCursorTests
{
    [Fact]
    public void Saw_DenseRows_SettlesThemAtOnce()
    {
        var cursor = new OutboxCursor(10);

        Assert.False(cursor.Saw([11, 12, 13], oldestRunning: 100));

        Assert.Equal((13, 13), (cursor.Head, cursor.Checkpoint));
        Assert.Empty(cursor.GapStarts);
    }

    [Fact]
    public void Saw_Hole_IsPassedAtOnceAndKeptOpen()
    {
        var cursor = new OutboxCursor(0);

        Assert.True(cursor.Saw([1, 5, 6], oldestRunning: 100));

        Assert.Equal((6, 1), (cursor.Head, cursor.Checkpoint));
        Assert.Equal([(2L, 4L)], cursor.GapStarts.Zip(cursor.GapEnds));
    }

    [Fact]
    public void Saw_RowInsideAGap_LeavesTheRestOfTheGap()
    {
        var cursor = new OutboxCursor(0);
        cursor.Saw([10], oldestRunning: 100);
        cursor.MarkGaps(200);

        cursor.Saw([4], oldestRunning: 150);

        Assert.Equal([(1L, 3L), (5L, 9L)], cursor.GapStarts.Zip(cursor.GapEnds));
        Assert.Equal((10, 0), (cursor.Head, cursor.Checkpoint));
    }

    [Fact]
    public void Saw_GapWhosePossibleOwnersHaveEnded_IsForgotten()
    {
        var cursor = new OutboxCursor(0);
        cursor.Saw([1, 3], oldestRunning: 100);
        cursor.MarkGaps(120);

        cursor.Saw([], oldestRunning: 119);
        Assert.Equal(1, cursor.Checkpoint);

        cursor.Saw([], oldestRunning: 120);
        Assert.Equal(3, cursor.Checkpoint);
    }

    [Fact]
    public void Saw_GapFilledByTheReadThatWouldForgetIt_CountsTheRow()
    {
        var cursor = new OutboxCursor(0);
        cursor.Saw([2], oldestRunning: 100);
        cursor.MarkGaps(101);

        cursor.Saw([1], oldestRunning: 101);

        Assert.Equal((2, 2), (cursor.Head, cursor.Checkpoint));
    }

    [Fact]
    public void Saw_UnmarkedGap_IsNeverForgotten()
    {
        var cursor = new OutboxCursor(0);
        cursor.Saw([2], oldestRunning: 100);

        cursor.Saw([], oldestRunning: 1_000_000);

        Assert.Equal(0, cursor.Checkpoint);
    }

    /// <summary>Transaction 7 draws position 1 and 6 draws 2 and commits: no id above 6 has ended, yet 7 may still commit 1.</summary>
    [Fact]
    public void Saw_OwnerWithAHigherIdThanAllThatEnded_IsWaitedFor()
    {
        var cursor = new OutboxCursor(0);
        cursor.Saw([2], oldestRunning: 6);
        cursor.MarkGaps(8);

        cursor.Saw([], oldestRunning: 7);

        Assert.Equal([1L], cursor.GapStarts);
    }

    [Theory]
    [InlineData(0), InlineData(1), InlineData(2), InlineData(3), InlineData(4)]
    public void Saw_WhateverCommitsWhenever_EveryPositionIsSeenOnceAndTheCheckpointPassesNoneThatIsOpen(int batch)
    {
        for (var seed = batch * 50; seed < (batch + 1) * 50; seed++)
            new Relay(seed).Run();
    }

    /// <summary>A relay over a simulated outbox, which restarts from its checkpoint now and then.</summary>
    private sealed class Relay(int seed)
    {
        private readonly Random _random = new(seed);
        private readonly HashSet<long> _published = [];
        private readonly HashSet<long> _publishedInThisLife = [];
        private OutboxCursor _cursor = new(0);

        public void Run()
        {
            var outbox = new SimulatedOutbox(_random);
            for (var turn = 0; turn < 100; turn++)
            {
                Move(outbox, atMostBetween: 6);
                if (_random.Next(40) == 0)
                    Restart();
            }

            outbox.EndAll();
            for (var turn = 0; turn < 100; turn++)
                Move(outbox, atMostBetween: 0);
            Assert.True(_published.SetEquals(outbox.Committed), $"seed {seed}: {string.Join(", ", outbox.Committed.Except(_published))} lost");
            Assert.Equal(outbox.Committed.DefaultIfEmpty().Max(), _cursor.Checkpoint);
        }

        // Everything may happen between any two statements of a turn.
        private void Move(SimulatedOutbox outbox, int atMostBetween)
        {
            var oldestRunning = outbox.OldestRunning;
            outbox.Steps(atMostBetween);
            var rows = outbox.Read(_cursor.Head, _random.Next(1, 20), _cursor.GapStarts, _cursor.GapEnds);
            outbox.Steps(atMostBetween);
            foreach (var row in rows)
            {
                Assert.True(_publishedInThisLife.Add(row), $"seed {seed}: {row} twice");
                _published.Add(row);
            }

            if (_cursor.Saw(rows, oldestRunning))
            {
                outbox.Steps(atMostBetween);
                _cursor.MarkGaps(outbox.NewTransactionId());
            }

            var checkpoint = _cursor.Checkpoint;
            Assert.DoesNotContain(outbox.InFlight, p => p <= checkpoint);
            Assert.DoesNotContain(outbox.Committed, p => p <= checkpoint && !_published.Contains(p));
        }

        private void Restart()
        {
            _cursor = new OutboxCursor(_cursor.Checkpoint);
            _publishedInThisLife.Clear();
        }
    }
}
