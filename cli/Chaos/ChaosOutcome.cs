namespace Commerce.Cli;

/// <summary>One fault and how the platform took it.</summary>
/// <param name="Recovery">From the fault, or the end of one that lasts, to the confirmation of an order placed after it.</param>
/// <param name="Well">From the same moment until every resource was healthy.</param>
/// <param name="Orders">Confirmed between the fault and that.</param>
/// <param name="FailedCalls">Calls that got no answer, or a 5xx, meanwhile; each was made again.</param>
internal sealed record ChaosRow(string Fault, TimeSpan? Recovery, TimeSpan? Well, int Orders, int FailedCalls, bool IsInTime, string? Problem)
{
    /// <summary>Why it was not done; null when it was.</summary>
    public string? Skipped { get; init; }

    public static ChaosRow NotDone(string fault, string reason) => new(fault, null, null, 0, 0, IsInTime: true, null) { Skipped = reason };
}

/// <summary>Everything a run has shown.</summary>
/// <param name="StrayFailures">Calls that failed although no fault was in progress or being recovered from.</param>
internal sealed record ChaosOutcome(
    IReadOnlyList<ChaosRow> Rows,
    IReadOnlyCollection<ClientOrder> Orders,
    IReadOnlyDictionary<string, int> Failures,
    int StrayFailures,
    bool IsAtRest,
    IReadOnlyList<string> Contradictions,
    IReadOnlyList<VerifyCommand.Verdict> Verdicts)
{
    public bool Holds => IsAtRest && Contradictions.Count == 0 && Rows.All(row => row.IsInTime) && Verdicts.All(verdict => verdict.Holds);
}
