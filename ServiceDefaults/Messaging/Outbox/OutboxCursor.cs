namespace Commerce.Messaging;

/// <summary>
/// The relay's place in the outbox. Positions are drawn before their transactions commit, so a reader sees holes: some are
/// transactions still in flight, some were rolled back. The cursor passes holes at once, comes back for them until their rows
/// appear, and forgets a hole once every transaction that could own it has ended.
/// </summary>
/// <param name="checkpoint">Every position up to here is settled.</param>
internal sealed class OutboxCursor(long checkpoint)
{
    private const ulong Unmarked = ulong.MaxValue;
    private readonly List<Gap> _gaps = [];

    /// <summary>The highest position seen.</summary>
    public long Head { get; private set; } = checkpoint;

    /// <summary>Up to here nothing can appear any more; what a restarted relay begins with.</summary>
    public long Checkpoint => _gaps.Count == 0 ? Head : _gaps[0].From - 1;

    public long[] GapStarts => _gaps.ConvertAll(g => g.From).ToArray();

    public long[] GapEnds => _gaps.ConvertAll(g => g.To).ToArray();

    /// <summary>Takes note of what one read saw.</summary>
    /// <param name="positions">The rows it found, ascending: beyond <see cref="Head"/> or inside gaps.</param>
    /// <param name="oldestRunning"><c>pg_snapshot_xmin</c> before the rows were read.</param>
    /// <returns>True when there are new gaps: <see cref="MarkGaps"/> must follow before they can ever be forgotten.</returns>
    public bool Saw(IReadOnlyList<long> positions, ulong oldestRunning)
    {
        foreach (var position in positions)
        {
            if (position <= Head)
                Fill(position);
        }

        // Whoever drew a position in such a gap has a transaction id below the mark, and all of those had ended before this read.
        _gaps.RemoveAll(g => g.DeadBelow <= oldestRunning);

        var known = _gaps.Count;
        foreach (var position in positions)
        {
            if (position <= Head)
                continue;
            if (position > Head + 1)
                _gaps.Add(new Gap(Head + 1, position - 1, Unmarked));
            Head = position;
        }

        return _gaps.Count > known;
    }

    /// <summary>Says which transactions can own the gaps that the last read found.</summary>
    /// <param name="transactionId">
    /// A transaction id handed out after that read. The snapshot's own <c>xmax</c> would not do: it is one past the highest
    /// transaction that has <em>ended</em>, so the owner of a gap may be running with a higher one.
    /// </param>
    public void MarkGaps(ulong transactionId)
    {
        for (var i = _gaps.Count - 1; i >= 0 && _gaps[i].DeadBelow == Unmarked; i--)
            _gaps[i] = _gaps[i] with { DeadBelow = transactionId };
    }

    private void Fill(long position)
    {
        var index = _gaps.FindIndex(g => g.From <= position && position <= g.To);
        if (index < 0)
            return;
        var gap = _gaps[index];
        _gaps.RemoveAt(index);
        if (position < gap.To)
            _gaps.Insert(index, gap with { From = position + 1 });
        if (position > gap.From)
            _gaps.Insert(index, gap with { To = position - 1 });
    }

    private readonly record struct Gap(long From, long To, ulong DeadBelow);
}
