using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Npgsql;

namespace Commerce.Identity;

/// <summary>
/// Accounts as ASP.NET Core Identity sees them, with the passkeys of our own table for its ceremonies. It only reads those:
/// <see cref="PasskeyBook"/> stores them together with what goes with it.
/// </summary>
internal sealed class PasskeyStore(AccountsContext context, NpgsqlDataSource database, IdentityErrorDescriber describer)
    : UserStore<User, Role, AccountsContext, Guid>(context, describer)
{
    private const string Select = """
        SELECT credential_id, public_key, created_at, transports, backup_eligible, backed_up, name FROM passkeys WHERE user_id = $1
        """;

    private const string SelectOne = $"{Select} AND credential_id = $2";

    private const string FindOwner = "SELECT user_id FROM passkeys WHERE credential_id = $1";

    public override async Task<IList<UserPasskeyInfo>> GetPasskeysAsync(User user, CancellationToken cancellationToken) =>
        await QueryAsync(Select, Read, cancellationToken, user.Id);

    public override async Task<UserPasskeyInfo?> FindPasskeyAsync(User user, byte[] credentialId, CancellationToken cancellationToken) =>
        (await QueryAsync(SelectOne, Read, cancellationToken, user.Id, credentialId)).SingleOrDefault();

    public override async Task<User?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken) =>
        await QueryAsync(FindOwner, row => row.GetGuid(0), cancellationToken, credentialId) is [var owner]
            ? await FindByIdAsync(owner.ToString(), cancellationToken)
            : null;

    public override Task AddOrUpdatePasskeyAsync(User user, UserPasskeyInfo passkey, CancellationToken cancellationToken) =>
        throw new NotSupportedException($"{nameof(PasskeyBook)} stores them.");

    public override Task RemovePasskeyAsync(User user, byte[] credentialId, CancellationToken cancellationToken) =>
        throw new NotSupportedException($"{nameof(PasskeyBook)} stores them.");

    private async Task<List<T>> QueryAsync<T>(string sql, Func<NpgsqlDataReader, T> map, CancellationToken ct, params object[] parameters)
    {
        await using var command = database.CreateCommand(sql);
        foreach (var value in parameters)
            command.Parameters.Add(new() { Value = value });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<T>();
        while (await reader.ReadAsync(ct))
            rows.Add(map(reader));
        return rows;
    }

    // The counter is left out: the statement that uses the passkey compares it, or two answers at once could both be the next one.
    private static UserPasskeyInfo Read(NpgsqlDataReader row) => new(
        row.GetFieldValue<byte[]>(0),
        row.GetFieldValue<byte[]>(1),
        row.GetFieldValue<DateTimeOffset>(2),
        signCount: 0,
        row.GetFieldValue<string[]>(3),
        isUserVerified: true,
        isBackupEligible: row.GetBoolean(4),
        isBackedUp: row.GetBoolean(5),
        attestationObject: [],
        clientDataJson: [])
    {
        Name = row.GetString(6),
    };
}
