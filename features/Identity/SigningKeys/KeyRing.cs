using Commerce.Data;
using Npgsql;

namespace Commerce.Identity;

/// <summary>
/// Keeps the issuer's keys: loads them before anything starts, adds a successor in time, and learns of those that another replica added. When
/// they cannot be read again, those in memory are still good.
/// </summary>
internal sealed partial class KeyRing(
    NpgsqlDataSource database, TimeProvider clock, IConfiguration configuration, IHostEnvironment environment, ILogger<KeyRing> log)
    : PeriodicWork(TimeSpan.FromMinutes(1), clock, log)
{
    private const string TakeTurn = "SELECT pg_advisory_xact_lock(7234017283807667300)";

    private const string Insert = """
        INSERT INTO signing_keys (kid, private_key, sealed, activates_at, created_at) VALUES ($1, $2, $3, $4, $5)
        """;

    // Unless another replica was first: what it sealed stands.
    private const string SealAnew = "UPDATE signing_keys SET private_key = $2 WHERE kid = $1 AND private_key = $3";

    private readonly KeySealer? _sealer = KeySealer.From(configuration, environment);
    private volatile SigningKeySet _keys = new([]);

    public SigningKeySet Keys => _keys;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_sealer is null)
            LogUnprotected(Log, KeySealer.Setting);
        await RefreshAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override Task LookAsync(CancellationToken ct) => RefreshAsync(ct);

    internal async Task RefreshAsync(CancellationToken ct)
    {
        var keys = await LoadAsync(ct);
        if (keys.SuccessorDue(Clock.GetUtcNow()) is not null)
            keys = await AddSuccessorAsync(ct);
        _keys = keys;
    }

    private async Task<SigningKeySet> AddSuccessorAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using (var turn = new NpgsqlCommand(TakeTurn, connection, transaction))
            await turn.ExecuteNonQueryAsync(ct);
        // Another replica may have added it while this one waited for its turn.
        if ((await LoadAsync(ct)).SuccessorDue(Clock.GetUtcNow()) is { } activatesAt)
        {
            var key = SigningKey.Generate(activatesAt);
            var secret = key.ExportPrivateKey();
            await using var insert = new NpgsqlCommand(Insert, connection, transaction)
            {
                Parameters =
                {
                    new() { Value = key.Kid },
                    new() { Value = _sealer?.Seal(secret, key.Kid) ?? secret },
                    new() { Value = _sealer is not null },
                    new() { Value = key.ActivatesAt },
                    new() { Value = Clock.GetUtcNow() },
                },
            };
            await insert.ExecuteNonQueryAsync(ct);
            LogAdded(Log, key.Kid, key.ActivatesAt);
        }

        await transaction.CommitAsync(ct);
        return await LoadAsync(ct);
    }

    private async Task<SigningKeySet> LoadAsync(CancellationToken ct)
    {
        await using var command = database.CreateCommand("SELECT kid, private_key, sealed, activates_at FROM signing_keys");
        await using var reader = await command.ExecuteReaderAsync(ct);
        var (keys, former) = (new List<SigningKey>(), new List<(string Kid, byte[] Secret, byte[] Stored)>());
        while (await reader.ReadAsync(ct))
        {
            var (kid, isSealed) = (reader.GetString(0), reader.GetBoolean(2));
            // A key that lies in the clear is not trusted where keys are protected.
            if (!isSealed && _sealer is not null)
                continue;
            var stored = reader.GetFieldValue<byte[]>(1);
            var secret = Open(kid, stored, isSealed);
            keys.Add(SigningKey.Import(secret, reader.GetFieldValue<DateTimeOffset>(3)));
            if (isSealed && !stored.AsSpan().StartsWith(_sealer!.CurrentMark))
                former.Add((kid, secret, stored));
        }

        foreach (var (kid, secret, stored) in former)
            await SealAnewAsync(kid, secret, stored, ct);
        return new(keys);
    }

    private async Task SealAnewAsync(string kid, byte[] secret, byte[] stored, CancellationToken ct)
    {
        await using var command = database.CreateCommand(SealAnew);
        command.Parameters.AddWithValue(kid);
        command.Parameters.AddWithValue(_sealer!.Seal(secret, kid));
        command.Parameters.AddWithValue(stored);
        await command.ExecuteNonQueryAsync(ct);
    }

    private byte[] Open(string kid, byte[] stored, bool isSealed) => (isSealed, _sealer) switch
    {
        (false, _) => stored,
        (true, { } sealer) => sealer.Open(stored, kid),
        (true, null) => throw new InvalidOperationException($"{KeySealer.Setting} is missing, and the signing key {kid} is sealed with it."),
    };

    [LoggerMessage(LogLevel.Warning, "{Setting} is not set: signing keys are stored unprotected. Only development accepts this.")]
    private static partial void LogUnprotected(ILogger log, string setting);

    [LoggerMessage(LogLevel.Information, "Signing key {Kid} was added and signs from {ActivatesAt}.")]
    private static partial void LogAdded(ILogger log, string kid, DateTimeOffset activatesAt);
}
