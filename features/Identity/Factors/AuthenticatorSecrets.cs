using Commerce.Data;
using Commerce.Privacy;

namespace Commerce.Identity;

/// <summary>The secrets of authenticator apps: a changed master key takes nobody's second factor along.</summary>
internal sealed class AuthenticatorSecrets(AccountSecrets secrets) : ISealedRows
{
    private const string Former = """
        SELECT id, user_id, secret FROM second_factors
        WHERE secret IS NOT NULL AND id > $1 AND substring(secret FOR length($2)) <> $2 ORDER BY id LIMIT $3 FOR UPDATE SKIP LOCKED
        """;

    public string Name => "authenticator apps";

    public async Task<IReadOnlyList<SealedRow>> FormerAsync(Session session, Guid after, int atMost, CancellationToken ct) =>
        secrets.CurrentMark is not { } mark
            ? []
            : await session.QueryAsync(
                Former, row => new SealedRow(row.GetGuid(0), row.GetGuid(1), row.GetFieldValue<byte[]>(2)), ct, after, mark, atMost);

    public void SealAnew(Session session, SealedRow row)
    {
        var name = Authenticators.NameOf(row.BelongsTo);
        // What lies in the clear where secrets are sealed is nobody's word: it is left as it is.
        if (secrets.Open(row.Box, name) is { } secret)
            session.Write("UPDATE second_factors SET secret = $2 WHERE id = $1", row.Id, secrets.Seal(secret, name));
    }
}
