using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using Commerce.Kernel;
using FluentValidation;
using Microsoft.Extensions.Options;

namespace Commerce.Identity;

/// <summary>Somebody wants to be forgotten (GDPR, article 17): after a few days in which they can change their mind, or at once.</summary>
internal static class RequestErasure
{
    /// <param name="Immediately">Without the days to change one's mind.</param>
    public sealed record Request(bool Immediately = false);

    /// <param name="Receipt">Shown this once. With it the certificate can be fetched when the account is gone.</param>
    public sealed record Response(ErasureView Erasure, string Receipt);

    public sealed class Validator : AbstractValidator<Request>;

    private const string Add = """
        INSERT INTO account_erasures (id, user_id, receipt_hash, requested_at, due_at) VALUES ($1, $2, $3, $4, $5)
        """;

    // Somebody else would have to become an owner first; the trigger that keeps one decides when it is due.
    private const string IsLastOwner = """
        SELECT count(*) = 1 AND bool_or(user_id = $1) FROM user_roles JOIN roles ON roles.id = role_id WHERE roles.name = 'owner'
        """;

    public static async Task<IResult> Handle(
        Request request, ClaimsPrincipal user, IOptions<ErasureOptions> options, Session session, TimeProvider clock, CancellationToken ct)
    {
        var userId = user.UserId();
        if (await session.QuerySingleAsync(IsLastOwner, row => row.GetBoolean(0), ct, userId))
            return RoleErrors.LastOwner.ToProblem();
        var now = clock.GetUtcNow();
        var (id, dueAt, receipt) = (clock.NewId(), request.Immediately ? now : now + options.Value.Grace, ErasureReceipt.Generate());
        session.WhenDuplicate("account_erasures_one_each", PersonalDataErrors.UnderWay);
        session.Write(Add, id, userId, ErasureReceipt.Hash(receipt), now, dueAt);
        return await session.AnswerAsync(Answer.Accepted("/api/v1/users/me/erasure", new Response(new(id, "waiting", now, dueAt, null), receipt)), ct);
    }

    // No stored answer: it would keep the receipt.
    public static void Map(IEndpointRouteBuilder app) => app
        .MapPost("/api/v1/users/me/erasure", Handle)
        .Validate(new Validator())
        .RequireOwner()
        .RequireFreshLogin()
        .WithSummary("Erase my account and everything about me")
        .WithDescription("Orders keep their lines and totals, under an id that leads to nobody. What has to wait, such as an open order's address, goes as soon as it can.")
        .Produces<Response>(StatusCodes.Status202Accepted)
        .WithExample(new Request(), new Response(ErasureView.Example, "b3BlbiBzZXNhbWU…"), StatusCodes.Status202Accepted);
}
