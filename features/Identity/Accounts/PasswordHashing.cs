using Commerce.Kernel;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Commerce.Identity;

/// <summary>How much of the machine the deliberately slow hashes may take.</summary>
internal sealed class PasswordHashingOptions
{
    /// <summary>Hashes at a time; one core stays free for everything else.</summary>
    public int Concurrency { get; set; } = Math.Max(1, Environment.ProcessorCount - 1);

    /// <summary>Callers who may wait for a turn. More would only wait for an answer that comes too late.</summary>
    public int QueueLimit { get; set; } = 48;
}

/// <summary>
/// Hashes and checks passwords a few at a time, so that a wave of logins cannot take the processor away from the rest of the shop.
/// </summary>
internal sealed class PasswordHashing(IPasswordHasher<User> hasher, IOptions<PasswordHashingOptions> options) : IDisposable
{
    private static readonly User Nobody = User.Register(Guid.Empty, default, "nobody", default);
    private readonly SemaphoreSlim _turns = new(options.Value.Concurrency);
    private readonly SemaphoreSlim[] _accounts = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1))];
    private readonly int _limit = options.Value.Concurrency + options.Value.QueueLimit;
    private readonly Lazy<string> _nobodysHash = new(() => hasher.HashPassword(Nobody, "a password that nobody has"));
    private int _callers;

    /// <summary>The hash to store, or "too busy".</summary>
    public Task<Result<string>> HashAsync(string password, CancellationToken ct) =>
        InTurnAsync<string>(null, _ => Task.FromResult<Result<string>>(hasher.HashPassword(Nobody, password)), ct);

    /// <summary>
    /// Runs <paramref name="work"/> when it is this account's turn. One account is checked one try at a time: the count of
    /// failed tries is exact then, and a person's own devices do not refuse each other.
    /// </summary>
    public async Task<Result<T>> InTurnAsync<T>(string? account, Func<CancellationToken, Task<Result<T>>> work, CancellationToken ct)
    {
        if (Interlocked.Increment(ref _callers) > _limit)
        {
            Interlocked.Decrement(ref _callers);
            return AccountErrors.TooBusy;
        }

        var own = account is null ? null : _accounts[(uint)account.GetHashCode(StringComparison.Ordinal) % _accounts.Length];
        try
        {
            await using var ownTurn = await Turn.TakeAsync(own, ct);
            await using var turn = await Turn.TakeAsync(_turns, ct);
            return await Task.Run(() => work(ct), ct);
        }
        finally
        {
            Interlocked.Decrement(ref _callers);
        }
    }

    /// <summary>Checks a password. Without a stored hash it takes the same time and fails.</summary>
    public PasswordVerificationResult Verify(string? hash, string password)
    {
        var result = hasher.VerifyHashedPassword(Nobody, hash ?? _nobodysHash.Value, password);
        return hash is null ? PasswordVerificationResult.Failed : result;
    }

    /// <summary>A stronger hash of a password that was just found right; it runs in the same turn.</summary>
    public string Rehash(string password) => hasher.HashPassword(Nobody, password);

    /// <summary>Does the one hash that <see cref="Verify"/> needs for nobody, so that the first caller is not told by its delay.</summary>
    public void Warm() => _ = _nobodysHash.Value;

    public void Dispose()
    {
        _turns.Dispose();
        Array.ForEach(_accounts, a => a.Dispose());
    }

    private readonly struct Turn(SemaphoreSlim? semaphore) : IAsyncDisposable
    {
        public static async Task<Turn> TakeAsync(SemaphoreSlim? semaphore, CancellationToken ct)
        {
            if (semaphore is not null)
                await semaphore.WaitAsync(ct);
            return new(semaphore);
        }

        public ValueTask DisposeAsync()
        {
            semaphore?.Release();
            return ValueTask.CompletedTask;
        }
    }
}
