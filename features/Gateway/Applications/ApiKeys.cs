using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Commerce.Gateway;

/// <summary>
/// What the keys that came lately are worth. An answer counts for a second from the moment it was asked for, so a revoked key is refused
/// a second later; what was good counts for a minute while Identity cannot be asked, and nothing else is let in then.
/// </summary>
internal sealed class ApiKeys(Func<ApiKeyLookup> lookup, TimeProvider clock)
{
    public static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan UsableFor = TimeSpan.FromMinutes(1);
    private const int GenerationSize = 5_000;

    // By hash, in two generations: memory holds no key, and stays bounded whatever callers send.
    private ConcurrentDictionary<string, Entry> _young = new(StringComparer.Ordinal);
    private ConcurrentDictionary<string, Entry> _old = new(StringComparer.Ordinal);

    /// <summary>What is known without asking; null when Identity has to be asked.</summary>
    public Application? Find(string key) =>
        Remembered(_young, HashOf(key)) is { Worth: { } worth } entry && clock.GetElapsedTime(entry.AskedAt) < FreshFor ? worth.Application : null;

    /// <summary>Asks Identity; callers with the same key share the answer.</summary>
    public async Task<Application> AskAsync(string key)
    {
        var young = _young;
        var entry = young.AddOrUpdate(
            HashOf(key),
            hash => Ask(key, Remembered(young, hash)),
            (_, known) => known.Worth is null || clock.GetElapsedTime(known.AskedAt) < FreshFor ? known : Ask(key, known));
        var worth = await entry.Asked.Value;
        if (young.Count > GenerationSize && ReferenceEquals(young, Interlocked.CompareExchange(ref _young, new(StringComparer.Ordinal), young)))
            _old = young;
        return worth.Application;
    }

    private Entry Ask(string key, Entry? before) => new(clock.GetTimestamp(), new(() => AskAsync(key, before?.Worth)));

    private async Task<Worth> AskAsync(string key, Worth? before)
    {
        var askedAt = clock.GetTimestamp();
        var answer = await lookup().AskAsync(key);
        // Identity's silence does not make an old answer younger.
        return answer is Application.Unverified && before is { Application: Application.Known } && clock.GetElapsedTime(before.ConfirmedAt) < UsableFor
            ? before
            : new Worth(answer, askedAt);
    }

    private Entry? Remembered(ConcurrentDictionary<string, Entry> young, string hash) =>
        young.TryGetValue(hash, out var entry) || _old.TryGetValue(hash, out entry) ? entry : null;

    private static string HashOf(string key) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private sealed record Worth(Application Application, long ConfirmedAt);

    private sealed record Entry(long AskedAt, Lazy<Task<Worth>> Asked)
    {
        /// <summary>Null while the answer is on its way.</summary>
        public Worth? Worth => Asked is { IsValueCreated: true, Value: { IsCompletedSuccessfully: true } asked } ? asked.GetAwaiter().GetResult() : null;
    }
}
