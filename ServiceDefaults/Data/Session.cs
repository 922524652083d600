using System.Data;
using Commerce.Kernel;
using Npgsql;

namespace Commerce.Data;

/// <summary>
/// One unit of work on the service's own database. Writes are queued and travel together: a session that only writes costs one
/// round trip, and either all of it commits or nothing does. Not thread-safe.
/// </summary>
public sealed class Session : IAsyncDisposable
{
    private readonly NpgsqlDataSource _database;
    private readonly ISessionParticipant[] _participants;
    private readonly List<(NpgsqlBatchCommand Command, Error? Otherwise)> _writes = [];
    private readonly Dictionary<string, Error> _whenRefused = new(StringComparer.Ordinal);
    private readonly List<Action> _whenCommitted = [];
    private NpgsqlConnection? _connection;
    private NpgsqlTransaction? _transaction;
    private bool _isLost;

    internal Session(NpgsqlDataSource database, RequestContext context, ISessionParticipantFactory[] participants)
    {
        _database = database;
        Context = context;
        _participants = Array.ConvertAll(participants, p => p.Create());
    }

    /// <summary>Who and what set this off.</summary>
    public RequestContext Context { get; }

    /// <summary>The participant of this kind.</summary>
    /// <exception cref="InvalidOperationException">The service did not register one.</exception>
    public T Participant<T>()
        where T : class, ISessionParticipant =>
        _participants.OfType<T>().FirstOrDefault() ?? throw new InvalidOperationException($"This service has no {typeof(T).Name}.");

    /// <summary>Queues a statement with positional parameters (<c>$1</c>…); a .NET array becomes a PostgreSQL array.</summary>
    public void Write(string sql, params ReadOnlySpan<object?> parameters) => _writes.Add((Statement(sql, parameters), null));

    /// <summary>
    /// Queues a statement that must affect exactly one row. If it does not, the whole session is rolled back and
    /// <see cref="ConflictException"/> carries <paramref name="otherwise"/>.
    /// </summary>
    public void WriteOne(Error otherwise, string sql, params ReadOnlySpan<object?> parameters) =>
        _writes.Add((Statement(sql, parameters), otherwise));

    /// <summary>Says what it means when a queued write meets an existing row with the same key: <see cref="ConflictException"/> carries the refusal.</summary>
    /// <param name="constraint">The unique constraint or index by name.</param>
    public void WhenDuplicate(string constraint, Error refusal) => _whenRefused[constraint] = refusal;

    /// <summary>The same for a rule that the database keeps: a <c>CHECK</c>, or a trigger that raises <c>check_violation</c>.</summary>
    /// <param name="constraint">The rule by name.</param>
    public void WhenViolated(string constraint, Error refusal) => _whenRefused[constraint] = refusal;

    /// <summary>Queues a statement ahead of the others: a claim that decides whether the rest may happen at all.</summary>
    public void WriteFirst(string sql, params ReadOnlySpan<object?> parameters) => _writes.Insert(0, (Statement(sql, parameters), null));

    /// <summary>Runs once the transaction is durable; for signals, never for effects that must not be lost.</summary>
    public void WhenCommitted(Action action) => _whenCommitted.Add(action);

    /// <summary>Reads rows, inside the transaction if one has begun. Outside of one no connection is kept, so waiting holds none.</summary>
    public async Task<List<T>> QueryAsync<T>(string sql, Func<NpgsqlDataReader, T> map, CancellationToken ct, params object?[] parameters)
    {
        var rows = new List<T>();
        await ReadAsync(sql, parameters, CommandBehavior.Default, reader => rows.Add(map(reader)), ct);
        return rows;
    }

    /// <summary>Reads the first row, or nothing.</summary>
    public async Task<T?> QuerySingleAsync<T>(string sql, Func<NpgsqlDataReader, T> map, CancellationToken ct, params object?[] parameters)
    {
        var row = default(T);
        await ReadAsync(sql, parameters, CommandBehavior.SingleRow, reader => row = map(reader), ct);
        return row;
    }

    /// <summary>Begins the transaction now, for reads that lock. Without it one begins when writes are flushed.</summary>
    public async Task BeginAsync(CancellationToken ct) =>
        _transaction ??= await (await ConnectionAsync(ct)).BeginTransactionAsync(IsolationLevel.ReadCommitted, ct);

    /// <summary>The open transaction, for a library that brings a writer of its own. It must not commit.</summary>
    public async Task<NpgsqlTransaction> TransactionAsync(CancellationToken ct)
    {
        await BeginAsync(ct);
        return _transaction!;
    }

    /// <summary>Sends the queued writes inside the transaction, so that later reads see them.</summary>
    /// <exception cref="ConflictException">A <see cref="WriteOne"/> did not hit its row.</exception>
    public async Task FlushAsync(CancellationToken ct)
    {
        Gather();
        ThrowIfLost();
        if (_writes.Count == 0)
            return;
        await BeginAsync(ct);
        await SendAsync(ct);
    }

    /// <summary>Makes everything durable at once.</summary>
    /// <exception cref="ConflictException">A <see cref="WriteOne"/> did not hit its row; nothing was written.</exception>
    /// <exception cref="InvalidOperationException">An earlier statement failed, so what was written before it is gone.</exception>
    public async Task CommitAsync(CancellationToken ct)
    {
        Gather();
        ThrowIfLost();
        if (_writes.TrueForAll(w => w.Otherwise is null))
        {
            // All in one round trip. Without a transaction the batch is one by itself, as it has no error barriers; after a failed write
            // the server skips the COMMIT behind it.
            if (_transaction is not null)
                _writes.Add((new NpgsqlBatchCommand("COMMIT"), null));
            if (_writes.Count > 0)
            {
                FaultPoint.Reached("session.before-commit");
                await SendAsync(ct);
            }
        }
        else
        {
            await FlushAsync(ct);
            FaultPoint.Reached("session.before-commit");
            await _transaction!.CommitAsync(ct);
        }

        if (_transaction is not null)
            await _transaction.DisposeAsync();
        _transaction = null;
        FaultPoint.Reached("session.after-commit");
        await ReleaseAsync();
        foreach (var participant in _participants)
            participant.Committed();
        foreach (var action in _whenCommitted)
            action();
        _whenCommitted.Clear();
    }

    /// <summary>Rolls back what is not committed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_transaction is not null)
            await _transaction.DisposeAsync();
        _transaction = null;
        _writes.Clear();
        await ReleaseAsync();
    }

    private static NpgsqlBatchCommand Statement(string sql, ReadOnlySpan<object?> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in parameters)
            command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value ?? DBNull.Value });
        return command;
    }

    // PostgreSQL answers COMMIT of a failed transaction with a quiet rollback: whoever swallowed the failure must not believe it.
    private void ThrowIfLost()
    {
        if (_isLost)
            throw new InvalidOperationException("This session has failed and was rolled back. Open another one.");
    }

    private void Gather()
    {
        foreach (var participant in _participants)
            participant.BeforeFlush(this);
    }

    private async Task SendAsync(CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(await ConnectionAsync(ct), _transaction);
        foreach (var (command, _) in _writes)
            batch.BatchCommands.Add(command);
        try
        {
            await batch.ExecuteNonQueryAsync(ct);
        }
        catch (PostgresException refused)
        {
            // The transaction is lost: give its connection back before anybody looks for the reason with another one.
            _isLost = true;
            await DisposeAsync();
            if (refused.SqlState is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.CheckViolation
                && _whenRefused.TryGetValue(refused.ConstraintName ?? string.Empty, out var known))
                throw new ConflictException(known, refused);
            throw;
        }

        var missed = _writes.Find(w => w.Otherwise is not null && w.Command.RecordsAffected != 1);
        _writes.Clear();
        if (missed.Otherwise is { } refusal)
        {
            _isLost = true;
            await DisposeAsync();
            throw new ConflictException(refusal);
        }
    }

    private async Task ReadAsync(string sql, object?[] parameters, CommandBehavior behavior, Action<NpgsqlDataReader> take, CancellationToken ct)
    {
        try
        {
            await using var batch = new NpgsqlBatch(await ConnectionAsync(ct), _transaction);
            batch.BatchCommands.Add(Statement(sql, parameters));
            await using var reader = await batch.ExecuteReaderAsync(behavior, ct);
            while (await reader.ReadAsync(ct))
                take(reader);
        }
        catch (PostgresException)
        {
            _isLost |= _transaction is not null;
            throw;
        }
        finally
        {
            if (_transaction is null)
                await ReleaseAsync();
        }
    }

    private async ValueTask<NpgsqlConnection> ConnectionAsync(CancellationToken ct) => _connection ??= await _database.OpenConnectionAsync(ct);

    private async ValueTask ReleaseAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
        _connection = null;
    }
}
