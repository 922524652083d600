using Commerce.Testing;

namespace Commerce.Gateway;

/// <summary>A running token issuer.</summary>
internal sealed class Issuer : IAsyncDisposable
{
    public TestIssuer Tokens { get; } = new();

    public string Authority => Tokens.Authority;

    public static async Task<Issuer> StartAsync()
    {
        var issuer = new Issuer();
        await issuer.Tokens.InitializeAsync();
        return issuer;
    }

    public string Token() => Tokens.Token(Guid.CreateVersion7(), "customer");

    public ValueTask DisposeAsync() => Tokens.DisposeAsync();
}
