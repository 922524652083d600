using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Commerce.Data;
using Commerce.Identity.Contracts;
using Commerce.Kernel;
using Commerce.Messaging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Commerce.Identity;

/// <summary>How long somebody who asked to be erased can change their mind.</summary>
internal sealed class ErasureOptions
{
    public TimeSpan Grace { get; set; } = TimeSpan.FromDays(3);
}

/// <summary>An erasure as it was planned, and what lets somebody follow it without an account.</summary>
internal sealed record PlannedErasure(ErasureView Erasure, string Receipt);

/// <summary>Erases accounts that are due, has every context forget the person, and certifies it when the last one has.</summary>
internal sealed class AccountErasures(
    KeyRing ring, SessionRevocations revocations, IOptions<IssuerOptions> issuer, IOptions<ErasureOptions> options, TimeProvider clock)
{
    private const string Add = """
        INSERT INTO account_erasures (id, user_id, receipt_hash, requested_at, due_at) VALUES ($1, $2, $3, $4, $5)
        """;

    // Whoever has become the last owner since waits for another one, and holds nobody up.
    private const string NextDue = """
        SELECT id, user_id FROM account_erasures WHERE erased_at IS NULL AND due_at <= $1 AND NOT is_last_owner(user_id)
        ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED
        """;

    private const string StoreAnswer = """
        INSERT INTO account_erasure_answers (erasure_id, context, stores, answered_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING
        """;

    private static readonly JsonWebTokenHandler s_signer = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>Queues that the account is erased, after the days in which its owner can keep it, or at once.</summary>
    public async Task<Result<PlannedErasure>> PlanAsync(Session session, Guid userId, bool immediately, CancellationToken ct)
    {
        if (await session.QuerySingleAsync("SELECT is_last_owner($1)", row => row.GetBoolean(0), ct, userId))
            return RoleErrors.LastOwner;
        var now = clock.GetUtcNow();
        var (id, dueAt, receipt) = (clock.NewId(), immediately ? now : now + options.Value.Grace, ErasureReceipt.Generate());
        session.WhenDuplicate("account_erasures_one_each", PersonalDataErrors.UnderWay);
        session.Write(Add, id, userId, ErasureReceipt.Hash(receipt), now, dueAt);
        return new PlannedErasure(new(id, "waiting", now, dueAt, null), receipt);
    }

    /// <summary>Erases one account that is due, within the session.</summary>
    /// <returns>False when none is.</returns>
    public async Task<bool> EraseNextAsync(Session session, CancellationToken ct)
    {
        await session.BeginAsync(ct);
        var now = clock.GetUtcNow();
        var due = await session.QueryAsync(NextDue, row => (Id: row.GetGuid(0), UserId: row.GetGuid(1)), ct, now);
        if (due.Count == 0)
            return false;
        var (id, userId) = due[0];
        await revocations.EndAllAsync(session, userId, SessionEnds.AccountErased, ct);
        var stores = await AccountData.EraseAsync(session, userId, ct);
        session.Write("UPDATE account_erasures SET erased_at = $2 WHERE id = $1", id, now);
        session.Publish(new UserErasedV1(id, userId, now), userId);
        await TakeAsync(session, id, PersonalDataHolders.Self, stores, ct);
        return true;
    }

    /// <summary>A context has forgotten somebody. With the last one, the erasure is complete.</summary>
    public async Task TakeAsync(Session session, Guid erasureId, string context, IReadOnlyList<ErasedStoreV1> stores, CancellationToken ct)
    {
        await session.BeginAsync(ct);
        var erasure = await session.QuerySingleAsync(
            "SELECT user_id, requested_at FROM account_erasures WHERE id = $1 AND completed_at IS NULL FOR UPDATE",
            row => new Open(row.GetGuid(0), row.GetFieldValue<DateTimeOffset>(1)), ct, erasureId);
        if (erasure is null)
            return;
        session.Write(StoreAnswer, erasureId, context, Pg.Jsonb(JsonSerializer.Serialize(stores, JsonSerializerOptions.Web)), clock.GetUtcNow());
        await session.FlushAsync(ct);
        var answers = await session.QueryAsync(
            "SELECT context, stores FROM account_erasure_answers WHERE erasure_id = $1 ORDER BY context",
            row => new Certified(row.GetString(0), JsonSerializer.Deserialize<ErasedStoreV1[]>(row.GetString(1), JsonSerializerOptions.Web)!), ct, erasureId);
        if (answers.Count <= PersonalDataHolders.Others.Count)
            return;
        var now = clock.GetUtcNow();
        session.Write(
            "UPDATE account_erasures SET completed_at = $2, certificate = $3 WHERE id = $1", erasureId, now, Certify(erasureId, erasure, answers, now));
    }

    private string Certify(Guid erasureId, Open erasure, IReadOnlyList<Certified> contexts, DateTimeOffset now)
    {
        var claims = new
        {
            iss = issuer.Value.Issuer,
            iat = now.ToUnixTimeSeconds(),
            jti = erasureId,
            // Whoever knows the id of the account can see that it was this one; nobody else learns it.
            account = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(erasure.UserId.ToString()))),
            requestedAt = erasure.RequestedAt,
            completedAt = now,
            contexts,
        };
        var key = ring.Keys.Active(now) ?? throw new InvalidOperationException("No signing key is active.");
        return s_signer.CreateToken(JsonSerializer.Serialize(claims, JsonSerializerOptions.Web), key.Credentials);
    }

    private sealed record Open(Guid UserId, DateTimeOffset RequestedAt);

    private sealed record Certified(string Context, IReadOnlyList<ErasedStoreV1> Stores);
}
