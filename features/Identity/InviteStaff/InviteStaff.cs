using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using FluentValidation;

namespace Commerce.Identity;

/// <summary>Staff invite somebody to work here, with roles that they could give. The link in the mail works once, for seven days.</summary>
internal static class InviteStaff
{
    public sealed record Request(string Email, IReadOnlyList<string> Roles);

    public sealed class Validator : AbstractValidator<Request>
    {
        private const int MaxRoles = 20;

        public Validator()
        {
            RuleFor(r => r.Email).Must(e => EmailAddress.TryParse(e, out _)).WithErrorCode("email").WithMessage("Must be an e-mail address.");
            RuleFor(r => r.Roles).NotEmpty().Must(r => r is null || r.Count <= MaxRoles).WithMessage($"At most {MaxRoles} roles.");
            RuleForEach(r => r.Roles).NotEmpty().MaximumLength(Role.MaxNameLength);
        }
    }

    public static async Task<IResult> Handle(
        Request request, ClaimsPrincipal user, IConfiguration configuration, Invitations invitations, Session session, TimeProvider clock, CancellationToken ct)
    {
        if (IssuerOptions.IsForApiKeysOnly(configuration))
            return InvitationErrors.KeptElsewhere.ToProblem();
        var email = EmailAddress.Parse(request.Email);
        string[] roles = [.. request.Roles.Distinct().Order(StringComparer.Ordinal)];
        var book = await RoleBook.OpenAsync(session, user.UserId(), ct);
        if (book.Assign([], roles) is { } refusal)
            return refusal.ToProblem();
        if (await Mailbox.OfAsync(session, email, ct) is not null)
            return InvitationErrors.HasAccount.ToProblem();
        var id = await invitations.InviteAsync(session, email, roles, user.UserId(), ct);
        await session.FlushAsync(ct);
        var made = await Invitation.FindAsync(session, id, clock.GetUtcNow(), ct);
        return await session.AnswerAsync(Answer.Created("/api/v1/staff/invitations", made!), ct);
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPost("/api/v1/staff/invitations", Handle)
        .Validate(new Validator())
        .Idempotent()
        .RequirePermission(Permissions.WriteRoles)
        .RequireFreshSecondFactor()
        .WithSummary("Invite somebody to work here")
        .Produces<Invitation>(StatusCodes.Status201Created)
        .WithExample(new Request(Invitation.Example.Email, Invitation.Example.Roles), Invitation.Example, StatusCodes.Status201Created);
}
