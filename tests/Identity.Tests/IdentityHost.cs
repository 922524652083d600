using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using Commerce.Data;
using Commerce.Identity.Contracts;
using Commerce.Kernel;
using Commerce.Messaging;
using Commerce.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.Identity;

/// <summary>The real service on a port of its own, trusting the tokens that it issues itself. Only its hashes are quick.</summary>
public class IdentityHost() : ServiceHost<Program>("identitydb")
{
    public const string Password = "four words of my own";
    private int _people;

    public MovableClock Time { get; } = new();

    public CountingHasher Hasher { get; } = new(iterations: 1_000);

    public string Authority { get; private set; } = "";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Clock = Time;
        var port = FreePort();
        UseKestrel(port);
        Authority = $"http://127.0.0.1:{port}/realms/commerce";
        Settings["Auth:Authority"] = Authority;
        Settings["Logging:LogLevel:Default"] = "Warning";
        Settings["Security:MasterKey"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
    }

    /// <summary>The service once more on the same database, as after a restart or as a replica.</summary>
    public Replica Again() => new(ConfigureWebHost);

    /// <summary>An address that nobody has used.</summary>
    public string NewEmail() => $"person{Interlocked.Increment(ref _people)}@shop.example";

    /// <summary>A client from a network address of its own, as the gateway passes it on.</summary>
    public HttpClient From(string address)
    {
        var client = CreateClient(token: null);
        client.DefaultRequestHeaders.Add("X-Forwarded-For", address);
        return client;
    }

    /// <summary>A new account and its first tokens; with roles, after a second factor.</summary>
    public async Task<SignedInPerson> SignedInAsync(params string[] roles)
    {
        using var client = CreateClient(token: null);
        var email = NewEmail();
        var registered = await client.PostAsJsonAsync("/api/v1/auth/register", new { email, password = Password, displayName = "A Person" });
        Assert.Equal(HttpStatusCode.Accepted, registered.StatusCode);
        var id = await Database.ScalarAsync<Guid>("SELECT id FROM users WHERE email = $1", email);
        foreach (var role in roles)
            await Database.ExecuteAsync("INSERT INTO user_roles (user_id, role_id) SELECT $1, id FROM roles WHERE name = $2", id, role);
        if (roles.Length > 0)
            await AddAuthenticatorAsync(id);
        var person = new SignedInPerson(id, email, default);
        return person with { Tokens = await LogInAsync(person) };
    }

    /// <summary>Logs somebody in who has no second factor, or a fresh code of their app.</summary>
    public async Task<JsonElement> LogInAsync(SignedInPerson person)
    {
        using var client = CreateClient(token: null);
        var login = await client.PostAsJsonAsync("/api/v1/auth/login", new { email = person.Email, password = Password });
        if (login.StatusCode != HttpStatusCode.OK)
        {
            Assert.Equal("identity.second_factor_required", await login.CodeAsync(401));
            var challenge = (await login.JsonAsync()).GetProperty("secondFactor").GetProperty("challenge").GetString();
            login = await client.PostAsJsonAsync("/api/v1/auth/second-factor", new { challenge, method = "totp", code = CodeOf(person.Id) });
        }

        Assert.Equal(HttpStatusCode.OK, login.StatusCode);
        return await login.JsonAsync();
    }

    /// <summary>Another service tells over the event log what its endpoints ask for; returns once Identity has heard it.</summary>
    public async Task DeclareAsync(string service, long version, params string[] permissions)
    {
        StartServer();
        await using (var session = Services.GetRequiredService<SessionFactory>().Open(RequestContext.System(service)))
        {
            session.Publish(new DeclarePermissionsV1(service, version, [.. permissions.Select(p => new DeclaredPermissionV1(p, $"Do {p}."))]), service);
            await session.CommitAsync(TestContext.Current.CancellationToken);
        }

        await UntilAsync("SELECT count(*) FROM permission_declarations WHERE service = $1 AND version >= $2", service, version);
    }

    /// <summary>Waits until Identity has heard of its own permissions.</summary>
    public async Task UntilDeclaredAsync()
    {
        StartServer();
        await UntilAsync("SELECT count(*) FROM permission_declarations WHERE service = 'identity'");
    }

    /// <summary>Waits until a count is not zero.</summary>
    public async Task UntilAsync(string count, params object[] parameters)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (await Database.ScalarAsync<long>(count, parameters) == 0)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(30), $"It did not happen: {count}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>The newest mail to this person of this kind, or null.</summary>
    internal async Task<OutgoingMessage?> MailAsync(Guid userId, string template)
    {
        var id = await Database.ScalarAsync<Guid?>("SELECT id FROM outgoing_messages WHERE user_id = $1 AND template = $2 ORDER BY id DESC LIMIT 1", userId, template);
        if (id is null)
            return null;
        var body = await Database.ScalarAsync<byte[]>("SELECT body FROM outgoing_messages WHERE id = $1", id);
        return JsonSerializer.Deserialize(Services.GetRequiredService<AccountSecrets>().Open(body!, OutgoingMessages.NameOf(id.Value))!, OutgoingJson.Default.OutgoingMessage);
    }

    /// <summary>The token in that mail.</summary>
    public async Task<string> MailedTokenAsync(Guid userId, string template)
    {
        var mail = await MailAsync(userId, template);
        Assert.NotNull(mail);
        return mail.Text.Split('\n').Single(line => line.Length == 43 && !line.Contains(' ', StringComparison.Ordinal));
    }

    /// <summary>What this person's app shows.</summary>
    public string CodeOf(Guid userId, int stepsAhead = 0) => TimeBasedCode.Of(SecretOf(userId), TimeBasedCode.StepAt(Time.GetUtcNow()) + stepsAhead);

    /// <summary>An authenticator app for this person.</summary>
    public Task AddAuthenticatorAsync(Guid userId) => Database.ExecuteAsync(
        "INSERT INTO second_factors (id, user_id, method, secret, created_at, confirmed_at) VALUES ($1, $2, 'totp', $3, now(), now())",
        Guid.CreateVersion7(),
        userId,
        Services.GetRequiredService<AccountSecrets>().Seal(SecretOf(userId), $"totp of {userId}"));

    private static byte[] SecretOf(Guid userId) => userId.ToByteArray();

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureTestServices(services => services.AddSingleton<IPasswordHasher<User>>(Hasher));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>Somebody with an account, and the answer to their login.</summary>
public sealed record SignedInPerson(Guid Id, string Email, JsonElement Tokens)
{
    public string AccessToken => Tokens.GetProperty("accessToken").GetString()!;

    public string RefreshToken => Tokens.GetProperty("refreshToken").GetString()!;
}

/// <summary>Another process of the service.</summary>
public sealed class Replica : WebApplicationFactory<Program>
{
    private readonly Action<IWebHostBuilder> _configure;

    public Replica(Action<IWebHostBuilder> configure)
    {
        _configure = configure;
        UseKestrel(0);
        StartServer();
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder) => _configure(builder);
}
