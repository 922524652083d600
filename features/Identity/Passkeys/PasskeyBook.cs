using Commerce.Data;
using Commerce.Kernel;
using Microsoft.AspNetCore.Identity;

namespace Commerce.Identity;

/// <summary>
/// Keeps people's passkeys and has them proved. ASP.NET Core Identity conducts the ceremonies; what becomes of them is decided here, by
/// statements that only one of several at once can win.
/// </summary>
internal sealed partial class PasskeyBook(
    IPasskeyHandler<User> ceremony, UserManager<User> users, PasskeyCeremonies ceremonies, SecondFactors secondFactors, RecoveryCodes recoveryCodes,
    TimeProvider clock, ILogger<PasskeyBook> log)
{
    public const int MostPerAccount = 20;

    private const string HoldAccount = "SELECT 1 FROM users WHERE id = $1 FOR UPDATE";

    private const string Kept = """
        SELECT (SELECT count(*) FROM passkeys WHERE user_id = $1), EXISTS (SELECT 1 FROM recovery_codes WHERE user_id = $1 AND used_at IS NULL)
        """;

    private const string Insert = """
        INSERT INTO passkeys (id, user_id, credential_id, public_key, name, sign_count, transports, backup_eligible, backed_up, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """;

    // Devices that count, count on; those that do not, stay at zero.
    private const string Counts = "($2 > p.sign_count OR ($2 = 0 AND p.sign_count = 0))";

    private const string Use = $"""
        UPDATE passkeys p SET sign_count = $2, backed_up = $3, last_used_at = $4 FROM users u
        WHERE p.credential_id = $1 AND {Counts} AND u.id = p.user_id AND (u.lockout_end IS NULL OR u.lockout_end <= $4)
        RETURNING p.user_id, p.backup_eligible, u.email_confirmed
        """;

    private const string FindMiscounted = $"SELECT p.user_id, p.name FROM passkeys p WHERE p.credential_id = $1 AND NOT {Counts}";

    /// <summary>What a device needs to make a passkey for this account, and commits.</summary>
    public async Task<PasskeyOffer> OfferNewAsync(HttpContext http, Session session, Profile owner, Guid sessionId, CancellationToken ct)
    {
        var options = await ceremony.MakeCreationOptionsAsync(new() { Id = owner.Id.ToString(), Name = owner.Email, DisplayName = owner.DisplayName }, http);
        return await ceremonies.BeginAsync(session, PasskeyPurpose.Enrol(owner.Id, sessionId), options.CreationOptionsJson, options.AttestationState!, ct);
    }

    /// <summary>What a device needs to prove a passkey, and commits.</summary>
    public async Task<PasskeyOffer> OfferProofAsync(HttpContext http, Session session, PasskeyPurpose purpose, CancellationToken ct)
    {
        var user = purpose.UserId is { } id ? await users.FindByIdAsync(id.ToString()) : null;
        var options = await ceremony.MakeRequestOptionsAsync(user, http);
        return await ceremonies.BeginAsync(session, purpose, options.RequestOptionsJson, options.AssertionState!, ct);
    }

    /// <summary>Takes a passkey that a device has made, and commits. An account without recovery codes gets some.</summary>
    /// <exception cref="ConflictException">Somebody has it already; nothing was written.</exception>
    public async Task<Result<AddedPasskey>> AddAsync(
        HttpContext http, Session session, Guid userId, Guid sessionId, PasskeyAnswer answer, string name, CancellationToken ct)
    {
        if (await ceremonies.UseAsync(session, PasskeyPurpose.Enrol(userId, sessionId), answer.Ceremony, ct) is not { } state)
            return PasskeyErrors.CeremonyOver;
        var made = await ceremony.PerformAttestationAsync(
            new() { HttpContext = http, CredentialJson = answer.Credential.GetRawText(), AttestationState = state });
        if (!made.Succeeded)
        {
            LogRefused(log, made.Failure.Message);
            return await IsKnownAsync(answer) ? PasskeyErrors.AlreadyAdded : PasskeyErrors.CannotBeAdded;
        }

        // One after the other: two first passkeys would each bring recovery codes, and two twentieth ones would be 21.
        await session.BeginAsync(ct);
        await session.QuerySingleAsync(HoldAccount, row => row.GetInt32(0), ct, userId);
        var (count, hasCodes) = await session.QuerySingleAsync(Kept, row => (row.GetInt64(0), row.GetBoolean(1)), ct, userId);
        if (count >= MostPerAccount)
            return PasskeyErrors.TooMany;
        var added = Store(session, userId, made.Passkey, name);
        var codes = hasCodes ? [] : recoveryCodes.Renew(session, userId);
        await secondFactors.TellAsync(session, userId, "passkey-added", $"The passkey \"{name}\" was added", ct);
        await session.CommitAsync(ct);
        return new AddedPasskey(added, codes);
    }

    /// <summary>Checks what a device has signed. When it is right, its use is written in the open transaction; the caller commits.</summary>
    public async Task<Result<ProvedPasskey>> ProveAsync(HttpContext http, Session session, PasskeyPurpose purpose, PasskeyAnswer answer, CancellationToken ct)
    {
        if (await ceremonies.UseAsync(session, purpose, answer.Ceremony, ct) is not { } state)
            return PasskeyErrors.CeremonyOver;
        var proved = await ceremony.PerformAssertionAsync(
            new() { HttpContext = http, CredentialJson = answer.Credential.GetRawText(), AssertionState = state });
        if (!proved.Succeeded)
        {
            LogRefused(log, proved.Failure.Message);
            return PasskeyErrors.NotAccepted;
        }

        await session.BeginAsync(ct);
        var (credentialId, count) = (proved.Passkey.CredentialId, (long)proved.Passkey.SignCount);
        if (await session.QuerySingleAsync(
                Use, row => new ProvedPasskey(row.GetGuid(0), row.GetBoolean(1), row.GetBoolean(2)), ct,
                credentialId, count, proved.Passkey.IsBackedUp, clock.GetUtcNow()) is { } used)
            return used;
        await TellOfMiscountAsync(session, credentialId, count, ct);
        return PasskeyErrors.NotAccepted;
    }

    /// <summary>Likewise for somebody who is known; counts a try together with those at their other second factors.</summary>
    public async Task<Result<ProvedPasskey>> ProveFactorAsync(HttpContext http, Session session, PasskeyPurpose purpose, PasskeyAnswer answer, CancellationToken ct)
    {
        var tried = await secondFactors.TakeTryAsync(session, purpose.UserId!.Value, http.Connection.RemoteIpAddress, ct);
        if (tried.Error is { } tooMany)
            return tooMany;
        var proved = await ProveAsync(http, session, purpose, answer, ct);
        if (proved.IsOk)
            LoginTries.Succeeded(session, tried.Value);
        return proved;
    }

    private PasskeyView Store(Session session, Guid userId, UserPasskeyInfo made, string name)
    {
        var added = new PasskeyView(clock.NewId(), name, clock.GetUtcNow(), LastUsedAt: null, made.IsBackedUp);
        session.WhenDuplicate("passkeys_credential", PasskeyErrors.AlreadyAdded);
        session.Write(
            Insert, added.Id, userId, made.CredentialId, made.PublicKey, name, (long)made.SignCount, (object)(made.Transports ?? []), made.IsBackupEligible,
            made.IsBackedUp, added.CreatedAt);
        return added;
    }

    private async Task<bool> IsKnownAsync(PasskeyAnswer answer) =>
        await users.FindByPasskeyIdAsync(System.Buffers.Text.Base64Url.DecodeFromChars(answer.CredentialId)) is not null;

    // A counter that does not grow says that somebody may have copied the key.
    private async Task TellOfMiscountAsync(Session session, byte[] credentialId, long count, CancellationToken ct)
    {
        var (owner, name) = await session.QuerySingleAsync(FindMiscounted, row => (row.GetGuid(0), row.GetString(1)), ct, credentialId, count);
        if (owner != Guid.Empty)
            await secondFactors.TellAsync(
                session, owner, "passkey-counter-went-back", $"The passkey \"{name}\" was refused, because its device may have been copied", ct);
        await session.CommitAsync(ct);
    }

    [LoggerMessage(LogLevel.Information, "A passkey was refused: {Reason}")]
    private static partial void LogRefused(ILogger log, string reason);
}

/// <summary>A passkey that was added, and the recovery codes that came with it.</summary>
internal sealed record AddedPasskey(PasskeyView Passkey, IReadOnlyList<string> RecoveryCodes);

/// <summary>Whose passkey was proved.</summary>
/// <param name="MayBeCopied">It can leave its device, as passkeys do that a provider keeps in step.</param>
internal sealed record ProvedPasskey(Guid UserId, bool MayBeCopied, bool IsConfirmed)
{
    /// <summary>What it adds to <c>amr</c> (RFC 8176): a key in hardware or in software, and a user whom the device has checked.</summary>
    public string[] Amr => [MayBeCopied ? "swk" : "hwk", "user", FactorMethods.Several];
}
