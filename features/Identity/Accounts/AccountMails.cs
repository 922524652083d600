using System.Globalization;
using Commerce.Data;
using Microsoft.Extensions.Options;

namespace Commerce.Identity;

/// <summary>How accounts are proved.</summary>
internal sealed class AccountOptions
{
    /// <summary>Where the shop's pages take tokens from mails: <c>{Links}/{purpose}#{token}</c>. Without it mails hold only the token.</summary>
    public string? Links { get; set; }

    /// <summary>Nobody logs in before their address is confirmed. Off: a shopper can check out at once, see the README.</summary>
    public bool ConfirmBeforeLogin { get; set; }
}

/// <summary>What an account's owner is told by mail, and the tokens that go with it. Everything is queued.</summary>
internal sealed class AccountMails(AccountTokens tokens, OutgoingMessages outgoing, PublicAddresses addresses, IOptions<AccountOptions> options)
{
    public static readonly TimeSpan ConfirmationLifetime = TimeSpan.FromHours(24);
    public static readonly TimeSpan ResetLifetime = TimeSpan.FromMinutes(30);
    public static readonly TimeSpan UndoLifetime = TimeSpan.FromDays(7);
    public static readonly TimeSpan UnlockLifetime = TimeSpan.FromHours(1);

    public void ConfirmEmail(Session session, Mailbox owner) => SendToken(session, owner, owner.Email, AccountTokens.ConfirmEmail, "confirm-email", ConfirmationLifetime);

    public void ResetPassword(Session session, Mailbox owner) => SendToken(session, owner, owner.Email, AccountTokens.ResetPassword, "reset-password", ResetLifetime);

    public void ChangeEmail(Session session, Mailbox owner, string next) => SendToken(session, owner, next, AccountTokens.ChangeEmail, "change-email", ConfirmationLifetime, next);

    /// <param name="owner">With the address that was.</param>
    public void EmailChanged(Session session, Mailbox owner) =>
        SendToken(session, owner, owner.Email, AccountTokens.UndoEmailChange, "email-changed", UndoLifetime, owner.Email);

    public void Locked(Session session, Mailbox owner) => SendToken(session, owner, owner.Email, AccountTokens.Unlock, "locked", UnlockLifetime);

    /// <summary>To somebody who has no account yet.</summary>
    public void Invite(Session session, string to, string inviter, IReadOnlyList<string> roles, string token, TimeSpan lifetime) => outgoing.Mail(
        session, null, to, "staff-invitation", lifetime, ("inviter", inviter), ("roles", string.Join(", ", roles)), ("link", addresses.InvitationBy(token)));

    /// <param name="dueAt">Until when the owner can keep the account.</param>
    public void ErasurePlanned(Session session, Mailbox owner, DateTimeOffset dueAt, string receipt) =>
        Send(session, owner, "erasure-planned", ("due", dueAt.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)), ("receipt", receipt));

    public void RegisteredAgain(Session session, Mailbox owner) => Send(session, owner, "registered-again");

    public void PasswordChanged(Session session, Mailbox owner) => Send(session, owner, "password-changed");

    public void SecondFactorsChanged(Session session, Mailbox owner, string what) => Send(session, owner, "second-factor-changed", ("what", what));

    public void NewDevice(Session session, Mailbox owner, SessionOrigin origin) =>
        Send(session, owner, "new-device", ("device", origin.Device), ("network", origin.Network ?? "an unknown network"));

    private void Send(Session session, Mailbox owner, string template, params (string, string)[] values) =>
        outgoing.Mail(session, owner.UserId, owner.Email, template, null, [("name", owner.Name), .. values]);

    private void SendToken(Session session, Mailbox owner, string to, string purpose, string template, TimeSpan lifetime, string? about = null)
    {
        var token = tokens.Issue(session, owner.UserId, purpose, lifetime, about);
        var link = LinkOf(purpose, token) is { } address ? $"\nor follow {address}\n" : "";
        outgoing.Mail(session, owner.UserId, to, template, lifetime, [("name", owner.Name), ("code", token), ("link", link)]);
    }

    // For a new password there is a page here, where the shop has none of its own.
    private string? LinkOf(string purpose, string token) => options.Value.Links is { Length: > 0 } pages
        ? $"{pages.TrimEnd('/')}/{purpose}#{token}"
        : purpose == AccountTokens.ResetPassword ? addresses.NewPasswordBy(token) : null;
}

/// <summary>Whom an account's mail goes to.</summary>
internal sealed record Mailbox(Guid UserId, string Email, string Name, bool IsConfirmed)
{
    private const string Columns = "SELECT id, email, display_name, email_confirmed FROM users";

    public static Task<Mailbox?> OfAsync(Session session, Guid userId, CancellationToken ct) => session.QuerySingleAsync($"{Columns} WHERE id = $1", Read, ct, userId);

    public static Task<Mailbox?> OfAsync(Session session, EmailAddress email, CancellationToken ct) =>
        session.QuerySingleAsync($"{Columns} WHERE normalized_email = $1", Read, ct, email.Normalized);

    private static Mailbox Read(Npgsql.NpgsqlDataReader row) => new(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetBoolean(3));
}
