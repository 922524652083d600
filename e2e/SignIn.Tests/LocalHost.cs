namespace Commerce.Identity;

/// <summary>The service under the name of this machine: browsers bind no passkey to a number.</summary>
public sealed class LocalHost : IdentityHost
{
    public string Url { get; private set; } = "";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Url = $"http://localhost:{new Uri(Authority).Port}";
        Settings["Auth:PublicUrl"] = Url;
    }
}
