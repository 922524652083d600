using System.Text.RegularExpressions;
using Commerce.Data;
using Commerce.Defaults;
using Commerce.Kernel;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Inventory;

/// <summary>
/// Staff open a warehouse or change what is known of it. The code is chosen by the caller, so sending the same again changes
/// nothing; a real change needs <c>If-Match</c>.
/// </summary>
internal static partial class SetWarehouse
{
    private static readonly Error s_ifMatchMissing = new(
        428, "precondition_required", "The warehouse exists with other content: send If-Match with the ETag that you read.");

    public sealed record Request(string Name, string Country, int Priority);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Name).NotEmpty().MaximumLength(Warehouse.MaxNameLength).Matches(@"\A[^\p{C}]*\z");
            RuleFor(r => r.Country).NotEmpty().Matches(@"\A[A-Z]{2}\z");
            RuleFor(r => r.Priority).InclusiveBetween(0, Warehouse.MaxPriority);
        }
    }

    public static async Task<Results<AnsweredResult, ProblemHttpResult>> Handle(
        string code, Request request, IfMatch ifMatch, Session session, CancellationToken ct)
    {
        if (!CodeForm().IsMatch(code))
            return RequestErrors.NotFound.ToProblem();

        var existing = await Warehouse.FindAsync(session, code, ct);
        var wanted = new Warehouse(code, request.Name, request.Country, request.Priority, existing?.Version ?? 1);
        if (existing is null)
            return await OpenAsync(wanted, ifMatch, session, ct);
        if (ifMatch.Version is { } expected && expected != existing.Version)
            return ETag.Stale.ToProblem();
        if (wanted == existing)
            return await session.AnswerAsync(Answer.Ok(existing).WithVersion(existing.Version), ct);
        if (ifMatch.Version is null)
            return s_ifMatchMissing.ToProblem();
        return await ChangeAsync(wanted with { Version = existing.Version + 1 }, session, ct);
    }

    public static void Map(IEndpointRouteBuilder app) => app.MapPut("/warehouses/{code}", Handle)
        .WithName(nameof(SetWarehouse))
        .Validate(new Validator())
        .RequirePermission(Permissions.Write)
        .Idempotent()
        .WithExample(new Request("Berlin", "DE", 1), new Warehouse("BER", "Berlin", "DE", 1, 1));

    private static async Task<Results<AnsweredResult, ProblemHttpResult>> OpenAsync(
        Warehouse wanted, IfMatch ifMatch, Session session, CancellationToken ct)
    {
        if (ifMatch.Version is not null)
            return ETag.Stale.ToProblem();
        session.WriteOne(
            ETag.Stale,
            "INSERT INTO warehouses (code, name, country, priority) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
            wanted.Code, wanted.Name, wanted.Country, wanted.Priority);
        return await session.AnswerAsync(Answer.Created($"/api/v1/warehouses/{wanted.Code}", wanted).WithVersion(wanted.Version), ct);
    }

    private static async Task<AnsweredResult> ChangeAsync(Warehouse wanted, Session session, CancellationToken ct)
    {
        session.WriteOne(
            ETag.Stale,
            "UPDATE warehouses SET name = $2, country = $3, priority = $4, version = $5 WHERE code = $1 AND version = $5 - 1",
            wanted.Code, wanted.Name, wanted.Country, wanted.Priority, wanted.Version);
        return await session.AnswerAsync(Answer.Ok(wanted).WithVersion(wanted.Version), ct);
    }

    [GeneratedRegex(Warehouse.CodeForm)]
    private static partial Regex CodeForm();
}
