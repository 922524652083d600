using System.Net;
using Commerce.Data;
using Commerce.Kernel;

namespace Commerce.Identity;

/// <summary>
/// E-mail and text messages as second factors: how they are set up, and who gets codes. The mails go to the account's own, confirmed
/// address; the text messages to a number that its owner has typed a code back from.
/// </summary>
internal sealed class SentFactors(
    SentCodes codes, PhoneNumbers numbers, SecondFactors secondFactors, RecoveryCodes recoveryCodes, LoginTries tries, TimeProvider clock)
{
    private const string FindChallenge = """
        SELECT c.user_id FROM login_challenges c JOIN users u ON u.id = c.user_id
        WHERE c.hash = $1 AND c.expires_at > $2 AND c.tries < $3 AND (u.lockout_end IS NULL OR u.lockout_end <= $2)
        """;

    // Mail takes its time: whoever waits for a code is waited for as long as the code is good.
    private const string Prolong = "UPDATE login_challenges SET expires_at = greatest(expires_at, $2) WHERE hash = $1";

    private const string Begin = """
        INSERT INTO second_factors AS f (id, user_id, method, created_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (user_id, method) DO UPDATE SET created_at = excluded.created_at WHERE f.confirmed_at IS NULL
        """;

    private const string Confirm = """
        UPDATE second_factors SET confirmed_at = $3, last_used_at = $3 WHERE user_id = $1 AND method = $2 AND confirmed_at IS NULL
        """;

    private const string HasRecoveryCodes = "SELECT EXISTS (SELECT FROM recovery_codes WHERE user_id = $1 AND used_at IS NULL)";
    private const string HoldsPermissions = "SELECT holds_permissions($1)";

    /// <summary>Sends a code to whoever is asked for a second factor, and commits.</summary>
    public async Task<Result<SentCode>> AnswerAsync(Session session, string challenge, string method, IPAddress? address, CancellationToken ct)
    {
        if (!OpaqueToken.TryParse(challenge, out var token)
            || await session.QuerySingleAsync(FindChallenge, row => (Guid?)row.GetGuid(0), ct, token.Hash, clock.GetUtcNow(), Challenge.MaxTries) is not { } userId)
            return SecondFactorErrors.InvalidChallenge;
        var sent = await SendAsync(session, userId, method, Occasion.Of(token), address, ct);
        if (sent.Error is null)
        {
            session.Write(Prolong, token.Hash, clock.GetUtcNow() + SentCodes.Lifetime);
            await session.CommitAsync(ct);
        }

        return sent;
    }

    /// <summary>Queues a code for an account that has this factor, or refuses; then nothing is left of the session.</summary>
    public async Task<Result<SentCode>> SendAsync(
        Session session, Guid userId, string method, Occasion occasion, IPAddress? address, CancellationToken ct)
    {
        if (!FactorMethods.IsSent(method)
            || !(await SecondFactors.MethodsAsync(session, userId, ct)).Contains(method)
            || await Mailbox.OfAsync(session, userId, ct) is not { } owner
            || await TargetAsync(session, owner, method, ct) is not { } target)
            return SecondFactorErrors.NotSent;
        return await codes.SendAsync(session, owner, method, target, occasion, address, ct);
    }

    /// <summary>Where this account's codes go, as its owner is told.</summary>
    public async Task<string?> TargetOfAsync(Session session, Guid userId, string method, CancellationToken ct) =>
        await Mailbox.OfAsync(session, userId, ct) is { } owner && await TargetAsync(session, owner, method, ct) is { } target
            ? SentCodes.Masked(method, target)
            : null;

    /// <summary>Where a code went that can still be typed in, as its owner is told; null when there is none.</summary>
    public async Task<string?> SentToAsync(Session session, string challenge, string method, CancellationToken ct) =>
        OpaqueToken.TryParse(challenge, out var token)
        && await session.QuerySingleAsync(FindChallenge, row => (Guid?)row.GetGuid(0), ct, token.Hash, clock.GetUtcNow(), Challenge.MaxTries) is { } userId
        && await codes.IsWaitingAsync(session, method, Occasion.Of(token), ct)
            ? await TargetOfAsync(session, userId, method, ct)
            : null;

    /// <summary>Begins to set one up: sends the code that confirms it, and commits.</summary>
    /// <param name="number">Where text messages shall go; null for mail.</param>
    public async Task<Result<SentCode>> EnrolAsync(Session session, Mailbox owner, PhoneNumber? number, IPAddress? address, CancellationToken ct)
    {
        if (number is null && !owner.IsConfirmed)
            return SecondFactorErrors.UnconfirmedAddress;
        if (await session.QuerySingleAsync(HoldsPermissions, row => row.GetBoolean(0), ct, owner.UserId))
            return SecondFactorErrors.StrongerFactorNeeded;
        var (method, target) = number is { } given ? (FactorMethods.Sms, given.Value) : (FactorMethods.Email, owner.Email);
        session.WriteOne(SecondFactorErrors.AlreadyEnrolled, Begin, clock.NewId(), owner.UserId, method, clock.GetUtcNow());
        if (number is { } stored)
            await numbers.StoreAsync(session, owner.UserId, stored, ct);
        var sent = await codes.SendAsync(session, owner, method, target, Occasion.OfEnrolment(owner.UserId, target), address, ct);
        if (sent.Error is null)
            await session.CommitAsync(ct);
        return sent;
    }

    /// <summary>The code came back: the factor counts from now on. Commits.</summary>
    /// <returns>New recovery codes, if the account had none that is left.</returns>
    public async Task<Result<string[]>> ConfirmAsync(Session session, Mailbox owner, string method, string code, IPAddress? address, CancellationToken ct)
    {
        var tried = await tries.TakeAsync(session, $"second-factor|{owner.UserId}", address, ct);
        if (tried.Error is { } tooMany)
            return tooMany;
        if (await TargetAsync(session, owner, method, ct) is not { } target)
            return SecondFactorErrors.NothingToConfirm;
        if (await codes.UseAsync(session, owner.UserId, method, Occasion.OfEnrolment(owner.UserId, target), code, ct) is { } refusal)
            return refusal;
        session.WriteOne(SecondFactorErrors.NothingToConfirm, Confirm, owner.UserId, method, clock.GetUtcNow());
        LoginTries.Succeeded(session, tried.Value);
        await secondFactors.TellAsync(
            session, owner.UserId, "second-factor-added", method == FactorMethods.Sms ? "Codes by text message were switched on" : "Codes by e-mail were switched on", ct);
        var hasCodes = await session.QuerySingleAsync(HasRecoveryCodes, row => row.GetBoolean(0), ct, owner.UserId);
        string[] fresh = hasCodes ? [] : recoveryCodes.Renew(session, owner.UserId);
        await session.CommitAsync(ct);
        return fresh;
    }

    private async Task<string?> TargetAsync(Session session, Mailbox owner, string method, CancellationToken ct) =>
        method == FactorMethods.Sms ? await numbers.FindAsync(session, owner.UserId, ct) : owner.IsConfirmed ? owner.Email : null;
}
