using System.Net;
using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using Commerce.Kernel;
using Microsoft.Extensions.Options;

namespace Commerce.Identity;

/// <summary>
/// Asks for a second factor and checks it. A try is counted, by the challenge and by the account, before its code is looked at; the
/// challenge and the code are used up in the transaction that starts the session.
/// </summary>
internal sealed class SecondFactors(
    Authenticators authenticators, SentCodes sentCodes, RecoveryCodes recoveryCodes, LoginTries tries, LoginSessions sessions, AccountHistory history, LoginNotices notices, AccountMails mails, RefusedLogIns refused,
    IOptions<SecondFactorOptions> options, TimeProvider clock)
{
    private const string InsertChallenge = "INSERT INTO login_challenges (hash, user_id, amr, expires_at) VALUES ($1, $2, $3, $4)";

    // The stronger one comes first. Codes that are sent are no way around the stronger factor of somebody who may do more than shop.
    private const string Methods = """
        SELECT method FROM (
            SELECT method FROM second_factors f WHERE user_id = $1 AND confirmed_at IS NOT NULL
              AND (method NOT IN ('email', 'sms') OR NOT holds_permissions($1)
                OR NOT (EXISTS (SELECT FROM passkeys WHERE user_id = $1)
                  OR EXISTS (SELECT FROM second_factors s WHERE s.user_id = $1 AND s.confirmed_at IS NOT NULL AND s.method NOT IN ('email', 'sms'))))
            UNION ALL SELECT 'passkey' WHERE EXISTS (SELECT 1 FROM passkeys WHERE user_id = $1)
            UNION ALL SELECT 'recovery-code' WHERE EXISTS (SELECT 1 FROM recovery_codes WHERE user_id = $1 AND used_at IS NULL)
        ) AS m ORDER BY array_position('{totp,passkey,sms,email,recovery-code}', method) NULLS FIRST
        """;

    private const string Touch = "UPDATE second_factors SET last_used_at = $3 WHERE user_id = $1 AND method = $2 AND confirmed_at IS NOT NULL";

    private const string Take = """
        UPDATE login_challenges c SET tries = tries + 1 FROM users u
        WHERE c.hash = $1 AND c.expires_at > $2 AND c.tries < $3 AND u.id = c.user_id AND (u.lockout_end IS NULL OR u.lockout_end <= $2)
        RETURNING c.user_id, c.amr
        """;

    private const string FindAsked = """
        SELECT user_id FROM login_challenges WHERE hash = $1 AND expires_at > $2 AND tries < $3
        """;

    private const string End = "DELETE FROM login_challenges WHERE hash = $1";
    private const string RolesOf = "SELECT session_roles($1, $2, $3)";

    /// <summary>How this account can prove more than its password; empty when it has no second factor.</summary>
    public static async Task<IReadOnlyList<string>> MethodsAsync(Session session, Guid userId, CancellationToken ct)
    {
        var methods = await session.QueryAsync(Methods, row => row.GetString(0), ct, userId);
        return methods is [FactorMethods.RecoveryCode] ? [] : methods;
    }

    /// <summary>Whether somebody has a second factor and has not given it in this session: a thief of the password shall not add one.</summary>
    public static async Task<bool> IsProofLackingAsync(Session session, ClaimsPrincipal user, CancellationToken ct) =>
        !user.HasSecondFactor() && (await MethodsAsync(session, user.UserId(), ct)).Count > 0;

    /// <summary>Queues the question for a second factor.</summary>
    public Challenge Ask(Session session, Guid userId, IReadOnlyList<string> methods, params string[] amr)
    {
        var token = OpaqueToken.Generate();
        session.Write(InsertChallenge, token.Hash, userId, amr, clock.GetUtcNow() + Challenge.Lifetime);
        return new(token.Text, methods, (int)Challenge.Lifetime.TotalSeconds);
    }

    /// <summary>Whom a question was put to that still waits for its answer; null when none does.</summary>
    public async Task<Guid?> AskedAsync(Session session, OpaqueToken challenge, CancellationToken ct) =>
        await session.QuerySingleAsync(FindAsked, row => (Guid?)row.GetGuid(0), ct, challenge.Hash, clock.GetUtcNow(), Challenge.MaxTries);

    /// <summary>Answers the question: starts the session and commits, or refuses.</summary>
    /// <exception cref="ConflictException">The code or the challenge was used up meanwhile; nothing was written.</exception>
    public Task<Result<SignedIn>> VerifyAsync(Session session, string challenge, string method, string code, IPAddress? address, CancellationToken ct) =>
        VerifyAsync(
            session,
            challenge,
            async asked => await ProveAsync(session, asked.UserId, method, code, Occasion.Of(asked.Challenge), address, ct) is { } refusal
                ? refusal
                : FactorMethods.Amr(asked.Amr, method),
            ct);

    /// <summary>Answers the question by whatever proves it.</summary>
    /// <param name="prove">Says what <c>amr</c> becomes, or refuses.</param>
    /// <exception cref="ConflictException">As above.</exception>
    public async Task<Result<SignedIn>> VerifyAsync(
        Session session, string challenge, Func<AskedFactor, Task<Result<string[]>>> prove, CancellationToken ct)
    {
        if (!OpaqueToken.TryParse(challenge, out var token))
            return SecondFactorErrors.InvalidChallenge;
        await session.BeginAsync(ct);
        var asked = await session.QuerySingleAsync(
            Take, row => new AskedFactor(row.GetGuid(0), row.GetFieldValue<string[]>(1), token), ct, token.Hash, clock.GetUtcNow(), Challenge.MaxTries);
        if (asked is null)
            return SecondFactorErrors.InvalidChallenge;
        await session.CommitAsync(ct); // a try is a try, whatever becomes of it

        var proved = await prove(asked);
        if (proved.Error is { } refusal)
        {
            refused.Note(refusal, RefusedLogIns.WrongSecondFactor);
            return refusal;
        }

        session.WriteOne(SecondFactorErrors.InvalidChallenge, End, token.Hash);
        var amr = proved.Value;
        var roles = await RolesAsync(session, asked.UserId, amr, ct);
        await notices.NoticeAsync(session, asked.UserId, ct);
        var signedIn = sessions.Start(session, asked.UserId, roles, amr);
        var isCurtailed = roles.Count < (await RolesAsync(session, asked.UserId, FactorMethods.Strongest, ct)).Count;
        try
        {
            await session.CommitAsync(ct);
        }
        catch (ConflictException)
        {
            refused.Note(RefusedLogIns.WrongSecondFactor);
            throw;
        }

        return signedIn with { IsCurtailed = isCurtailed };
    }

    /// <summary>Lets the authenticator app that was set up count from now on, and commits.</summary>
    /// <returns>The account's new recovery codes.</returns>
    public async Task<Result<string[]>> ConfirmTotpAsync(Session session, Guid userId, string code, IPAddress? address, CancellationToken ct)
    {
        var tried = await tries.TakeAsync(session, $"second-factor|{userId}", address, ct);
        if (tried.Error is { } tooMany)
            return tooMany;
        if (await authenticators.ConfirmAsync(session, userId, code, ct) is { } refusal)
            return refusal;
        LoginTries.Succeeded(session, tried.Value);
        await TellAsync(session, userId, "second-factor-added", "An authenticator app was added", ct);
        var codes = recoveryCodes.Renew(session, userId);
        await session.CommitAsync(ct);
        return codes;
    }

    /// <summary>Counts a try and queues what it uses up if it is right, or refuses.</summary>
    /// <param name="occasion">What a code that was sent must have been asked for.</param>
    public async Task<Error?> ProveAsync(
        Session session, Guid userId, string method, string code, Occasion occasion, IPAddress? address, CancellationToken ct)
    {
        var tried = await TakeTryAsync(session, userId, address, ct);
        if (tried.Error is { } tooMany)
            return tooMany;
        if (await CheckAsync(session, userId, method, code, occasion, ct) is { } refusal)
            return refusal;
        LoginTries.Succeeded(session, tried.Value);
        return null;
    }

    /// <summary>Counts a try at the account's second factors, whichever it is of, and commits the count; or refuses because there were too many.</summary>
    public Task<Result<LoginTry>> TakeTryAsync(Session session, Guid userId, IPAddress? address, CancellationToken ct) =>
        tries.TakeAsync(session, $"second-factor|{userId}", address, ct);

    /// <summary>What a session of this account carries that was opened in this way.</summary>
    public async Task<IReadOnlyList<string>> RolesAsync(Session session, Guid userId, string[] amr, CancellationToken ct) =>
        await session.QuerySingleAsync(RolesOf, row => row.GetFieldValue<string[]>(0), ct, userId, amr, options.Value.RequiredForStaff) ?? [];

    private async Task<Error?> CheckAsync(Session session, Guid userId, string method, string code, Occasion occasion, CancellationToken ct)
    {
        switch (method)
        {
            case FactorMethods.Totp:
                return await authenticators.UseAsync(session, userId, code, ct);
            case FactorMethods.RecoveryCode:
                recoveryCodes.Use(session, userId, code);
                await TellAsync(session, userId, "recovery-code-used", "A recovery code was used", ct);
                return null;
            case FactorMethods.Email or FactorMethods.Sms when (await MethodsAsync(session, userId, ct)).Contains(method):
                if (await sentCodes.UseAsync(session, userId, method, occasion, code, ct) is { } refusal)
                    return refusal;
                session.WriteOne(SecondFactorErrors.InvalidCode, Touch, userId, method, clock.GetUtcNow());
                return null;
            default:
                return SecondFactorErrors.InvalidCode;
        }
    }

    /// <summary>Queues what its owner should know of.</summary>
    public async Task TellAsync(Session session, Guid userId, string kind, string what, CancellationToken ct)
    {
        history.Note(session, userId, kind);
        if (await Mailbox.OfAsync(session, userId, ct) is { } owner)
            mails.SecondFactorsChanged(session, owner, what);
    }
}

/// <summary>Whom a second factor is asked of, how they proved themselves so far, and by which question.</summary>
internal sealed record AskedFactor(Guid UserId, string[] Amr, OpaqueToken Challenge);
