namespace Commerce.Identity;

/// <summary>The first factor was right; one of these methods is asked for before anybody is signed in.</summary>
/// <param name="Token">What the client hands back with the code.</param>
/// <param name="ExpiresIn">Seconds for which the answer is awaited.</param>
internal sealed record Challenge(string Token, IReadOnlyList<string> Methods, int ExpiresIn)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);
    public const int MaxTries = 5;

    public static Challenge Example { get; } = new("Yk0s…", [FactorMethods.Totp, FactorMethods.RecoveryCode], 300);
}

/// <summary>What a right password leads to: a session, or the question for a second factor.</summary>
internal sealed record FirstFactor
{
    private FirstFactor()
    {
    }

    /// <summary>Set when nothing more is asked.</summary>
    public SignedIn? SignedIn { get; private init; }

    /// <summary>The session carries no more than a customer's role until its owner sets up a second factor.</summary>
    public bool MustEnrol { get; private init; }

    /// <summary>Set when a second factor is asked.</summary>
    public Challenge? Challenge { get; private init; }

    public static FirstFactor Of(SignedIn signedIn, bool mustEnrol) => new() { SignedIn = signedIn, MustEnrol = mustEnrol };

    public static FirstFactor Of(Challenge challenge) => new() { Challenge = challenge };
}
