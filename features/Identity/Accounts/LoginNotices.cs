using Commerce.Data;

namespace Commerce.Identity;

/// <summary>Tells an account's owner of a login from a device and network that none of its sessions began with.</summary>
internal sealed class LoginNotices(AccountMails mails, AccountHistory history, IHttpContextAccessor http)
{
    private const string IsNew = """
        SELECT count(*) > 0 AND NOT coalesce(bool_or(device = $2 AND network IS NOT DISTINCT FROM $3), false) FROM sessions WHERE user_id = $1 AND client_id <> 'impersonation'
        """;

    /// <summary>Queues the notice if there is one to give; before the new session is queued.</summary>
    public async Task NoticeAsync(Session session, Guid userId, CancellationToken ct)
    {
        var origin = SessionOrigin.Of(http.HttpContext);
        if (!await session.QuerySingleAsync(IsNew, row => row.GetBoolean(0), ct, userId, origin.Device, origin.Network)
            || await Mailbox.OfAsync(session, userId, ct) is not { } owner)
            return;
        mails.NewDevice(session, owner, origin);
        history.Note(session, userId, "new-device");
    }
}
