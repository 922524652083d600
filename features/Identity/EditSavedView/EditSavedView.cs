using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using FluentValidation;

namespace Commerce.Identity;

/// <summary>Whoever saved a view gives it another name or question, shares it, or takes it back to themselves.</summary>
internal static class EditSavedView
{
    public sealed record Request(string Name, string Query, bool IsShared) : ISavedView;

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => Include(new SavedViewRules());
    }

    private const string Update = """
        UPDATE saved_views SET name = $3, query = $4, is_shared = $5, version = version + 1, saved_at = $6 WHERE id = $1 AND owner_id = $2 AND version = $7
        """;

    public static async Task<IResult> Handle(
        Guid viewId, Request request, IfMatch seen, ClaimsPrincipal user, Session session, TimeProvider clock, CancellationToken ct)
    {
        if (await SavedView.FindAsync(session, user.UserId(), viewId, ct) is not { } view)
            return SavedViewErrors.NotFound.ToProblem();
        if (!view.IsMine)
            return SavedViewErrors.NotYours.ToProblem();
        var edited = view with
        {
            Name = request.Name,
            Query = request.Query,
            IsShared = request.IsShared,
            Version = seen.Required + 1,
            SavedAt = clock.GetUtcNow(),
        };
        session.WriteOne(ETag.Stale, Update, viewId, user.UserId(), edited.Name, edited.Query, edited.IsShared, edited.SavedAt, seen.Required);
        session.WhenDuplicate("saved_views_name", SavedViewErrors.NameTaken);
        return await session.AnswerAsync(Answer.Ok(edited).WithVersion(edited.Version), ct);
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPut("/api/v1/staff/views/{viewId:guid}", Handle)
        .Validate(new Validator())
        .RequireIfMatch()
        .Idempotent()
        .RequireStaff()
        .WithSummary("Change a view")
        .Produces<SavedView>()
        .WithExample(new Request(SavedView.Example.Name, SavedView.Example.Query, true), SavedView.Example);
}
