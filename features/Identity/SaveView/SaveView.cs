using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using Commerce.Kernel;
using FluentValidation;

namespace Commerce.Identity;

/// <summary>Staff keep what a list shows under a name, for themselves or for everybody who works here.</summary>
internal static class SaveView
{
    public sealed record Request(string List, string Name, string Query, bool IsShared) : ISavedView;

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            Include(new SavedViewRules());
            RuleFor(r => r.List).NotEmpty().Matches(@"\A[a-z][a-z/-]{0,59}\z").WithMessage("Must be the path of a list.");
        }
    }

    // Whoever saves takes turns on their own account's row, so that the limit holds.
    private const string TakeTurn = "SELECT 1 FROM users WHERE id = $1 FOR UPDATE";

    private const string Insert = """
        INSERT INTO saved_views (id, owner_id, list, name, query, is_shared, saved_at)
        SELECT $1, $2, $3, $4, $5, $6, $7 WHERE (SELECT count(*) FROM saved_views WHERE owner_id = $2 AND list = $3) < $8
        """;

    public static async Task<IResult> Handle(Request request, ClaimsPrincipal user, Session session, TimeProvider clock, CancellationToken ct)
    {
        var (id, owner) = (clock.NewId(), user.UserId());
        await session.BeginAsync(ct);
        await session.QueryAsync(TakeTurn, row => row.GetInt32(0), ct, owner);
        session.WriteOne(
            SavedViewErrors.TooMany, Insert, id, owner, request.List, request.Name, request.Query, request.IsShared, clock.GetUtcNow(), SavedView.MaxPerList);
        session.WhenDuplicate("saved_views_name", SavedViewErrors.NameTaken);
        await session.FlushAsync(ct);
        var saved = await SavedView.FindAsync(session, owner, id, ct);
        return await session.AnswerAsync(Answer.Created($"/api/v1/staff/views/{id}", saved!).WithVersion(1), ct);
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPost("/api/v1/staff/views", Handle)
        .Validate(new Validator())
        .Idempotent()
        .RequireStaff()
        .WithSummary("Save a view")
        .Produces<SavedView>(StatusCodes.Status201Created)
        .WithExample(
            new Request(SavedView.Example.List, SavedView.Example.Name, SavedView.Example.Query, true), SavedView.Example, StatusCodes.Status201Created);
}
