namespace Commerce.Identity;

/// <summary>What an application asks for when it sends somebody here to sign in; every part of it was checked.</summary>
internal sealed record AuthorizeRequest(
    Client Client,
    string RedirectUri,
    string? State,
    string? Nonce,
    string CodeChallenge,
    IReadOnlyList<string> Scopes,
    IReadOnlyList<string> Prompts,
    TimeSpan? MaxAge,
    bool WantsTwoFactors,
    string? LoginHint,
    Guid? ExpectedUser,
    string Query)
{
    public bool MayNotAsk => Prompts.Contains("none");

    public bool MustLogIn => Prompts.Contains("login") || Prompts.Contains("select_account");

    public bool MustConsent => Prompts.Contains("consent");
}

/// <summary>What became of reading it: a request, a refusal for the application, or one that only the person may see.</summary>
internal abstract record AuthorizeReading
{
    public sealed record Valid(AuthorizeRequest Request) : AuthorizeReading;

    /// <summary>The redirect address is the application's own, so the application learns what it did wrong.</summary>
    public sealed record Returned(string RedirectUri, string? State, string Error, string Description) : AuthorizeReading;

    /// <summary>Nobody knows where the person came from: sending them anywhere could lead into a trap.</summary>
    public sealed record Shown(string Reason) : AuthorizeReading;
}
