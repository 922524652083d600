namespace Commerce.Cli;

/// <summary>The event log as the checks see it, whichever transport keeps it.</summary>
internal interface ILogStore : IAsyncDisposable
{
    /// <summary>Every message in it, each once, however often it was published.</summary>
    Task<IReadOnlyList<Logged>> MessagesAsync(CancellationToken ct);

    /// <summary>A sentence for each partition that a consumer group has not read to its end.</summary>
    Task<IReadOnlyList<string>> LagsAsync(CancellationToken ct);
}

/// <summary>A message in the log. One that nobody can read has no id.</summary>
/// <param name="IsRecent">So young that outboxes and inboxes still know it.</param>
internal sealed record Logged(Guid? Id, string Topic, string Type, bool IsRecent);
