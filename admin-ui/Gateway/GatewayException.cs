using System.Net;

namespace Commerce.AdminUi;

/// <summary>A call that did not do what it should, in words that a person can read and a trace that a developer can look up.</summary>
internal sealed class GatewayException(Problem problem, Exception? inner = null) : Exception(problem.Detail, inner)
{
    public Problem Problem { get; } = problem;
}

/// <summary>Why a call was refused (RFC 9457, as the API writes it).</summary>
/// <param name="Code">Stable: the portal decides by it.</param>
/// <param name="Fields">What is wrong with which value.</param>
/// <param name="MaxAge">How old the proof of who somebody is may be, when a fresh one is asked for.</param>
/// <param name="Level">Which factors that proof takes.</param>
/// <param name="RetryAfter">When it is worth another try.</param>
public sealed record Problem(
    int Status, string Code, string Detail, string? TraceId, IReadOnlyList<FieldProblem> Fields, int? MaxAge = null, string? Level = null, TimeSpan? RetryAfter = null)
{
    public bool IsForbidden => Status == (int)HttpStatusCode.Forbidden;

    public bool IsNotFound => Status == (int)HttpStatusCode.NotFound;

    public bool AsksForProof => Code == "step_up_required";

    /// <summary>Nothing was decided: the same call may succeed later.</summary>
    public bool IsPassing => Status is 0 or 429 or >= 500;

    public static Problem Unreachable(string? traceId) =>
        new(0, "unreachable", "The shop does not answer at the moment.", traceId, []);
}

/// <summary>A value that the API does not take.</summary>
/// <param name="Pointer">A JSON pointer into the body, or the name of a parameter.</param>
public sealed record FieldProblem(string Pointer, string Code, string Detail)
{
    public bool IsAbout(string field) => Pointer.TrimStart('#').TrimStart('/').Equals(field, StringComparison.OrdinalIgnoreCase);
}
