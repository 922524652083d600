using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Commerce.Identity;

/// <summary>The real hasher with fewer rounds; it tells how often it worked, and can be held.</summary>
public sealed class CountingHasher(int iterations) : IPasswordHasher<User>
{
    private readonly PasswordHasher<User> _inner = new(Options.Create(new PasswordHasherOptions { IterationCount = iterations }));
    private int _checks;
    private int _hashes;

    public int Checks => _checks;

    public int Hashes => _hashes;

    /// <summary>While it is reset, every hash waits.</summary>
    public ManualResetEventSlim Open { get; } = new(initialState: true);

    string IPasswordHasher<User>.HashPassword(User user, string password)
    {
        Interlocked.Increment(ref _hashes);
        Open.Wait(TimeSpan.FromSeconds(30));
        return _inner.HashPassword(user, password);
    }

    PasswordVerificationResult IPasswordHasher<User>.VerifyHashedPassword(User user, string hashedPassword, string providedPassword)
    {
        Interlocked.Increment(ref _checks);
        Open.Wait(TimeSpan.FromSeconds(30));
        return _inner.VerifyHashedPassword(user, hashedPassword, providedPassword);
    }
}
