using System.Text.Json;
using Commerce.AppHost.Hosting.Monitoring;
using Commerce.Sample;
using Npgsql;

namespace Commerce.Cli;

/// <summary>The platform that runs on this machine: where its shop is, and what only its operator knows.</summary>
internal sealed record RunningShop(InstanceDirectory Instance, InstanceState State, IReadOnlyDictionary<string, string> Secrets)
{
    public const string OwnerEmail = "owner@shop.example";
    public const string WarehouseEmail = "warehouse@shop.example";

    public Uri Gateway => new(State.Gateway ?? throw new RefusedException(ExitCodes.Unhealthy, "The platform has no gateway yet. Look at ./commerce status."));

    /// <summary>Where a service itself listens, behind the gateway.</summary>
    public Uri AddressOf(string resource) => State.Resources.FirstOrDefault(r => r.Name == resource) is { Urls: [var url, ..] }
        ? new Uri(url)
        : throw new RefusedException(ExitCodes.Unhealthy, $"{resource} has no address. Look at ./commerce status.");

    /// <summary>The password of every sample account.</summary>
    public string SamplePassword => Secrets["sample-password"];

    /// <summary>What the authenticator app of every sample member of staff knows.</summary>
    public string SampleAuthenticator => Secrets["sample-authenticator"];

    /// <summary>The key that lifts the gateway's rate limits.</summary>
    public string? TrustedKey => Secrets.GetValueOrDefault("trusted-api-key");

    /// <exception cref="RefusedException">Nothing runs.</exception>
    public static RunningShop Find(int? portBase)
    {
        var instance = Checkout.ExistingInstance(portBase);
        if (InstanceState.Read(instance) is not { } state || !state.IsAlive())
            throw new RefusedException(ExitCodes.NotRunning, "Nothing is running. Start it with ./commerce run.");
        var secrets = JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(instance.SecretsFile))!;
        return new RunningShop(instance, state, secrets);
    }

    public ShopClient Visitor() => ShopClient.Anonymous(Gateway, TrustedKey);

    public Task<ShopClient> OwnerAsync(CancellationToken ct) => StaffAsync(OwnerEmail, ct);

    /// <summary>The Keycloak that keeps the accounts; null where Identity does.</summary>
    public Uri? Keycloak => AddressOf("keycloak") is var issuer && issuer != AddressOf("identity") ? issuer : null;

    /// <summary>Somebody of the sample staff, signed in with both factors.</summary>
    public async Task<ShopClient> StaffAsync(string email, CancellationToken ct)
    {
        var visitor = Visitor();
        if (Keycloak is { } keycloak)
        {
            using var pages = new KeycloakLogIn(new Uri(keycloak, "/realms/commerce"), Gateway);
            return visitor.With(await pages.TokenAsync(email, SamplePassword, SampleAuthenticator, ct));
        }

        var answer = await StaffLogIn.AnswerAsync(visitor, email, SamplePassword, SampleAuthenticator, ct);
        return visitor.With(answer.OrThrow($"Signing in as {email}").GetProperty("accessToken").GetString()!);
    }

    /// <summary>A new shopper, signed in.</summary>
    /// <exception cref="RefusedException">Their accounts are Keycloak's, where nobody opens one by a call.</exception>
    public Task<ShopClient> ShopperAsync(string email, string password, string name, CancellationToken ct) => Keycloak is null
        ? Visitor().RegisteredAsync(email, password, name, ct)
        : throw new RefusedException(ExitCodes.Failed, "This plays new shoppers, and their accounts are Keycloak's here. Start the platform without Keycloak for it.");

    /// <summary>Where Kafka is; null when the event log is a database.</summary>
    public string? Brokers => State.Resources.FirstOrDefault(resource => resource.Kind == ResourceKinds.EventLog) is { Urls.Count: > 0 } log
        ? string.Join(',', log.Urls.Select(url => url.Replace("tcp://", "", StringComparison.Ordinal)))
        : null;

    /// <summary>The superuser of the platform's PostgreSQL.</summary>
    public string Database(string name) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = Instance.PortBase + Ports.ServersOffset,
        Username = "postgres",
        Password = Secrets["postgres"],
        Database = name,
    }.ConnectionString;
}
