using Commerce.Data;
using Commerce.Messaging;
using FluentValidation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Commerce.Defaults;

/// <summary>Staff decide, with a reason, that messages shall have no effect. They can still be replayed later.</summary>
internal static class DiscardDeadLetters
{
    public const int MaxLetters = 500;

    /// <param name="Reason">Kept with each of them.</param>
    public sealed record Request(IReadOnlyList<long> Ids, string Reason);

    /// <param name="Skipped">Those that had their effect already, or do not exist.</param>
    public sealed record Response(IReadOnlyList<long> Discarded, IReadOnlyList<long> Skipped);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Ids).NotEmpty();
            RuleFor(r => r.Ids.Count).LessThanOrEqualTo(MaxLetters).When(r => r.Ids is not null).OverridePropertyName(nameof(Request.Ids));
            RuleFor(r => r.Reason).NotEmpty().MaximumLength(500);
        }
    }

    public static async Task<IResult> Handle(Request request, Session session, CancellationToken ct)
    {
        var discarded = new List<long>();
        foreach (var id in request.Ids.Distinct().Order())
        {
            if (await DeadLetterStore.LockAsync(session, id, ct) is { } letter && DeadLetterStore.Discard(session, letter, request.Reason) is null)
                discarded.Add(id);
        }

        return await session.AnswerAsync(Answer.Ok(new Response(discarded, [.. request.Ids.Distinct().Except(discarded)])), ct);
    }

    public static void Map(IEndpointRouteBuilder app) => app.MapPost("/discards", Handle)
        .Validate(new Validator())
        .RequirePermission(DeadLetterEndpoints.Write)
        .Idempotent()
        .WithSummary("Decide that messages shall have no effect")
        .Produces<Response>()
        .WithExample(new Request([40, 41], "Test order of the payment team."), new Response([40, 41], []));
}
