namespace Commerce.DeveloperDashboard;

/// <summary>The newest lines of one console and, among them, those that the filter lets through.</summary>
internal sealed class LogBuffer(int capacity)
{
    private readonly List<LogEntry> _all = [];
    private List<LogEntry> _shown = [];
    private string _filter = "";
    private LogSeverity _atLeast;

    public int Count => _all.Count;

    public IReadOnlyList<LogEntry> Shown => _shown;

    /// <summary>Adds lines and forgets the oldest above capacity.</summary>
    /// <returns>How many lines left the top of <see cref="Shown"/>.</returns>
    public int Append(IReadOnlyList<LogEntry> entries)
    {
        _all.AddRange(entries);
        _shown.AddRange(entries.Where(IsShown));
        // Trimming moves the whole list, so it happens a tenth at a time.
        return _all.Count > capacity + capacity / 10 ? Trim() : 0;
    }

    public void Filter(string text, LogSeverity atLeast)
    {
        if (text == _filter && atLeast == _atLeast)
            return;
        (_filter, _atLeast) = (text, atLeast);
        _shown = [.. _all.Where(IsShown)];
    }

    private int Trim()
    {
        _all.RemoveRange(0, _all.Count - capacity);
        var oldest = _all[0].Number;
        var gone = _shown.FindIndex(e => e.Number >= oldest);
        gone = gone < 0 ? _shown.Count : gone;
        _shown.RemoveRange(0, gone);
        return gone;
    }

    private bool IsShown(LogEntry entry) =>
        Severity(entry) >= _atLeast && (_filter.Length == 0 || entry.Matches(_filter));

    // What an unstructured process prints to its error stream is at least worth a look.
    private static LogSeverity Severity(LogEntry entry) =>
        entry is { Severity: LogSeverity.Unknown, IsError: true } ? LogSeverity.Warning : entry.Severity;
}
