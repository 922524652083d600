using Commerce.Data;
using Commerce.Kernel;

namespace Commerce.Identity;

/// <summary>
/// How somebody begins to work here. The account, its roles, its authenticator app and the end of the invitation are one transaction, so
/// there is no moment in which somebody has the one without the other.
/// </summary>
internal sealed class Invitations(
    Registration registration, PasswordHashing hashing, Authenticators authenticators, RecoveryCodes recoveryCodes, AccountMails mails, AccountHistory history,
    TimeProvider clock)
{
    private const string Insert = """
        INSERT INTO staff_invitations (id, email, normalized_email, roles, token_hash, invited_by, invited_at, sent_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8)
        """;

    private const string Renew = "UPDATE staff_invitations SET token_hash = $2, invited_by = $3, sent_at = $4, expires_at = $5 WHERE id = $1";
    private const string UseUp = "DELETE FROM staff_invitations WHERE id = $1 AND token_hash = $2 AND expires_at > $3";

    /// <summary>Queues a new invitation and its mail.</summary>
    public async Task<Guid> InviteAsync(Session session, EmailAddress email, string[] roles, Guid inviter, CancellationToken ct)
    {
        var (id, token, now) = (clock.NewId(), OpaqueToken.Generate(), clock.GetUtcNow());
        session.WhenDuplicate("staff_invitations_email", InvitationErrors.AlreadyInvited);
        session.Write(Insert, id, email.Value, email.Normalized, roles, token.Hash, inviter, now, now + Invitation.Lifetime);
        history.Note(session, inviter, "staff-invited");
        await SendAsync(session, email.Value, roles, inviter, token, ct);
        return id;
    }

    /// <summary>Queues that the invitation is sent once more, by and in the name of whoever asks for it now; links sent before are void.</summary>
    public async Task RenewAsync(Session session, Invitation invitation, Guid inviter, CancellationToken ct)
    {
        var (token, now) = (OpaqueToken.Generate(), clock.GetUtcNow());
        session.WriteOne(InvitationErrors.NotFound, Renew, invitation.Id, token.Hash, inviter, now, now + Invitation.Lifetime);
        history.Note(session, inviter, "staff-invitation-renewed");
        await SendAsync(session, invitation.Email, invitation.Roles, inviter, token, ct);
    }

    public async Task<Invitation?> FindAsync(Session session, string? text, CancellationToken ct) =>
        OpaqueToken.TryParse(text, out var token) ? await Invitation.FindAsync(session, token, clock.GetUtcNow(), ct) : null;

    /// <summary>Opens the account and commits.</summary>
    /// <returns>Its recovery codes, or why not; the invitation stays good then.</returns>
    /// <exception cref="ConflictException">The invitation was used, renewed or withdrawn meanwhile; nothing was written.</exception>
    public async Task<Result<string[]>> AcceptAsync(Session session, string token, Acceptance acceptance, CancellationToken ct)
    {
        if (!OpaqueToken.TryParse(token, out var opaque) || await FindAsync(session, token, ct) is not { } invitation)
            return AccountErrors.InvalidToken;
        if (PasswordRules.Check(acceptance.Password, invitation.Email) is { } fault)
            return AccountErrors.InvalidPassword(fault);
        if (!authenticators.Accepts(acceptance.Authenticator, acceptance.Code))
            return SecondFactorErrors.InvalidCode;
        var hash = await hashing.HashAsync(acceptance.Password, ct);
        if (hash.Error is { } busy)
            return busy;

        // Rights are handed on now, so whoever hands them on must hold them now. The roles are held until the end.
        var book = await RoleBook.OpenAsync(session, invitation.InvitedBy, ct);
        if (book.Assign([], [.. invitation.Roles]) is not null)
            return InvitationErrors.NoLongerBacked;
        session.WriteOne(AccountErrors.InvalidToken, UseUp, invitation.Id, opaque.Hash, clock.GetUtcNow());
        await session.FlushAsync(ct);
        var opened = await registration.TryOpenProvedAsync(
            session, EmailAddress.Parse(invitation.Email), acceptance.Name, ct, hash.Value, invitation.Roles);
        if (opened is not { } userId)
            return InvitationErrors.HasAccount;
        if (await authenticators.AddAsync(session, userId, acceptance.Authenticator, acceptance.Code, ct) is { } refusal)
            return refusal;
        history.Note(session, userId, "invitation-accepted");
        var codes = recoveryCodes.Renew(session, userId);
        await session.CommitAsync(ct);
        return codes;
    }

    private async Task SendAsync(Session session, string email, IReadOnlyList<string> roles, Guid inviter, OpaqueToken token, CancellationToken ct)
    {
        var by = await Mailbox.OfAsync(session, inviter, ct);
        mails.Invite(session, email, by?.Name ?? "The shop", roles, token.Text, Invitation.Lifetime);
    }
}

/// <summary>What somebody types who accepts.</summary>
/// <param name="Authenticator">The secret that their app was shown.</param>
/// <param name="Code">What the app shows for it.</param>
internal sealed record Acceptance(string Name, string Password, byte[] Authenticator, string Code);
