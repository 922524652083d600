using Commerce.Data;
using Commerce.Kernel;

namespace Commerce.Identity;

/// <summary>
/// Whose account a member of staff may lock, open or reset: not their own, and nobody's who may do more than they. Decided one after
/// the other, by the rows, so that two cannot shut each other out.
/// </summary>
internal static class StaffRights
{
    private const string IsDisabled = "SELECT disabled_at IS NOT NULL FROM users WHERE id = $1";

    private static readonly Error Oneself = new(409, "identity.own_account", "Nobody does this to their own account.");
    private static readonly Error Disabled = new(403, "identity.account_disabled", "This account is disabled.");

    /// <summary>The account, or why the caller may not touch it.</summary>
    public static async Task<Result<Mailbox>> JudgeAsync(Session session, Guid callerId, Guid userId, CancellationToken ct)
    {
        if (callerId == userId)
            return Oneself;
        var book = await RoleBook.OpenAsync(session, callerId, ct);
        if (await session.QuerySingleAsync(IsDisabled, row => row.GetBoolean(0), ct, callerId))
            return Disabled;
        if (await Mailbox.OfAsync(session, userId, ct) is not { } owner)
            return AccountErrors.UserNotFound;
        // Whoever could not take all roles from somebody cannot shut them out either.
        return book.Assign(await RoleBook.RolesOfAsync(session, userId, ct), []) is { } refusal ? refusal : owner;
    }
}
