using Commerce.Data;

namespace Commerce.EventStore;

/// <summary>
/// A read model made of events and nothing else. Its statements name its tables without a schema: while it is rebuilt they mean tables
/// beside the live ones, and nothing else can be seen.
/// </summary>
public interface IProjection
{
    /// <summary>What staff and metrics call it: <c>order-summaries</c>.</summary>
    string Name { get; }

    /// <summary>Raised when the same events are to give other rows. The next start rebuilds it.</summary>
    int Version { get; }

    /// <summary>Every table that it writes. No other code writes them.</summary>
    IReadOnlyList<ProjectionTable> Tables { get; }

    /// <summary>How it can be checked a part at a time.</summary>
    ProjectionRanges Ranges { get; }

    /// <summary>Queues the writes for events, in order. Called once for each event, however many come together.</summary>
    void Project(IReadOnlyList<RecordedEvent> events, Session session);
}

/// <summary>A projection that is written in the same transaction as the events it shows, so it is never behind.</summary>
/// <remarks>It must write to its first table for every event that it takes: that is how a swap sees who is at work.</remarks>
public interface IInlineProjection : IProjection;

/// <summary>A projection that follows the events in the order of their positions, a moment later. Each event counts exactly once.</summary>
public interface IAsyncProjection : IProjection;

/// <summary>A table of a projection.</summary>
/// <param name="Key">The columns of its primary key.</param>
/// <param name="InRange">Which rows belong to the range from <c>$1</c> (text, exclusive) to <c>$2</c> (text, inclusive), as a condition; null
/// when rows cannot be told by range, and the table is not checked.</param>
public sealed record ProjectionTable(string Name, IReadOnlyList<string> Key, string? InRange);

/// <summary>Ranges of rows that can be folded from some of the events.</summary>
/// <param name="Start">Before the first row.</param>
/// <param name="End">At or after the last row.</param>
/// <param name="Next">Query for the end of the range that begins at <c>$1</c> (text); no row when the rest is one range.</param>
/// <param name="Events">Condition on <c>events</c>: at least those that made the rows from <c>$1</c> to <c>$2</c> (text).</param>
public sealed record ProjectionRanges(string Start, string End, string Next, string Events);
