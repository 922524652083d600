using System.Security.Cryptography;
using System.Text;

namespace Commerce.Gateway;

/// <summary>Which limits hold, from the section <c>RateLimits</c> of the configuration.</summary>
internal sealed class RateLimits
{
    private readonly byte[][] _trustedKeys;

    public RateLimits(IConfiguration configuration)
    {
        var section = configuration.GetSection("RateLimits");
        Enabled = section.GetValue("Enabled", true);
        RedisPatience = TimeSpan.FromMilliseconds(section.GetValue("RedisPatienceMilliseconds", 250));
        User = Read(section, "user", 1000);
        Anonymous = Read(section, "anonymous", 300);
        Auth = Read(section, "auth", 30);
        KeyLookups = Read(section, "api-key-lookup", 600);
        // One variable for the usual single key, an array for several.
        _trustedKeys = [.. (section["TrustedKeys"] ?? "").Split(',').Concat(section.GetSection("TrustedKeys").Get<string[]>() ?? [])
            .Select(key => key.Trim()).Where(key => key.Length > 0).Select(key => SHA256.HashData(Encoding.UTF8.GetBytes(key)))];
    }

    public bool Enabled { get; }

    /// <summary>How long a request waits for Redis before it is counted locally.</summary>
    public TimeSpan RedisPatience { get; }

    /// <summary>Per signed-in user.</summary>
    public RateLimit User { get; }

    /// <summary>Per address, for callers without a token.</summary>
    public RateLimit Anonymous { get; }

    /// <summary>Per address, for signing in and registering: guessing passwords must be slow.</summary>
    public RateLimit Auth { get; }

    /// <summary>Per address, for keys that Identity has to be asked about.</summary>
    public RateLimit KeyLookups { get; }

    /// <summary>Whether the configuration exempts this caller: a load test, a partner's batch job.</summary>
    public bool Trusts(IHeaderDictionary headers)
    {
        if (_trustedKeys.Length == 0 || !headers.TryGetValue(Application.KeyHeader, out var given) || given.Count != 1 || given[0] is not { } key)
            return false;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(key), hash);
        foreach (var trusted in _trustedKeys)
        {
            if (CryptographicOperations.FixedTimeEquals(hash, trusted))
                return true;
        }
        return false;
    }

    private static RateLimit Read(IConfigurationSection section, string name, int permits)
    {
        var limit = new RateLimit(
            name, section.GetValue($"{name}:Permits", permits), TimeSpan.FromSeconds(section.GetValue($"{name}:WindowSeconds", 60)));
        return limit is { Permits: > 0, Window.TotalSeconds: >= 1 }
            ? limit
            : throw new InvalidOperationException($"RateLimits:{name} needs at least one permit and a window of at least one second.");
    }
}
