using Commerce.Data;
using Commerce.Messaging;
using FluentValidation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Commerce.Defaults;

/// <summary>Staff have many dead letters handled once more, the oldest first; each succeeds or fails on its own.</summary>
internal static class ReplayMany
{
    public const int MaxLetters = 500;

    /// <param name="Fingerprint">All dead letters with this cause, as many as one call takes.</param>
    /// <param name="Ids">Or just these.</param>
    /// <param name="After">With a fingerprint: only those behind this id. Whoever goes on with <c>last</c> tries each of them once.</param>
    /// <param name="Limit">With a fingerprint: how many at most.</param>
    public sealed record Request(string? Fingerprint = null, IReadOnlyList<long>? Ids = null, long? After = null, int? Limit = null);

    /// <param name="Remaining">Dead letters with the fingerprint that are still left: call again until it is what failed.</param>
    /// <param name="Last">The last one that was tried; null when there was none.</param>
    public sealed record Response(int Replayed, int Failed, long Remaining, IReadOnlyList<ItemResult> Items, long? Last);

    /// <param name="Outcome"><c>replayed</c>, <c>failed</c> or <c>refused</c>.</param>
    /// <param name="Reason">Why not.</param>
    public sealed record ItemResult(long Id, string Outcome, string? Reason);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Fingerprint).NotEmpty().When(r => r.Ids is null).WithMessage("Name a fingerprint or ids.");
            RuleFor(r => r.Fingerprint).Null().When(r => r.Ids is not null).WithMessage("Name a fingerprint or ids, not both.");
            RuleFor(r => r.After).Null().When(r => r.Ids is not null).WithMessage("Goes with a fingerprint.");
            RuleFor(r => r.Limit).Null().When(r => r.Ids is not null).WithMessage("Goes with a fingerprint.");
            RuleFor(r => r.Limit).InclusiveBetween(1, MaxLetters);
            RuleFor(r => r.Ids!.Count).InclusiveBetween(1, MaxLetters).When(r => r.Ids is not null).OverridePropertyName(nameof(Request.Ids));
        }
    }

    public static async Task<Ok<Response>> Handle(Request request, Session session, ReplayDeadLetter replay, CancellationToken ct)
    {
        var results = new List<ItemResult>();
        foreach (var id in request.Ids?.Distinct() ?? await OldestAsync(session, request, ct))
            results.Add(ResultOf(id, await replay.ReplayAsync(id, session.Context, ct)));

        var replayed = results.Count(r => r.Outcome == "replayed");
        var remaining = request.Fingerprint is null ? 0 : await DeadLetterStore.CountAsync(session, With(request.Fingerprint), ct);
        return TypedResults.Ok(new Response(replayed, results.Count - replayed, remaining, results, results.LastOrDefault()?.Id));
    }

    public static void Map(IEndpointRouteBuilder app) => app.MapPost("/replays", Handle)
        .Validate(new Validator())
        .RequirePermission(DeadLetterEndpoints.Write)
        .WithSummary("Handle many dead letters once more")
        .WithExample(new Request("5f0c1f0e9d3b7a21"), new Response(2, 1, 1,
            [new(40, "replayed", null), new(41, "failed", "InvalidOperationException: The order does not hold what was shipped."), new(42, "replayed", null)], 42));

    // In the order in which they came: what was said first about a thing takes effect first.
    private static async Task<IEnumerable<long>> OldestAsync(Session session, Request request, CancellationToken ct) =>
        await session.QueryAsync(
            "SELECT id FROM dead_letters WHERE status = 'dead' AND fingerprint = $1 AND id > $2 ORDER BY id LIMIT $3",
            row => row.GetInt64(0), ct, request.Fingerprint!, request.After ?? 0, request.Limit ?? MaxLetters);

    private static DeadLetterFilter With(string fingerprint) => new(DeadLetterStatus.Dead, fingerprint);

    private static ItemResult ResultOf(long id, ReplayOutcome outcome) => outcome switch
    {
        { Refusal: { } refusal } => new(id, "refused", refusal.Detail),
        { Failure: { } failure } => new(id, "failed", failure),
        _ => new(id, "replayed", null),
    };
}
