using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Commerce.AppHost.Hosting.Monitoring;

namespace Commerce.AppHost.Hosting;

internal sealed class DriverFactory(RunnerOptions options, Secrets secrets, HttpClient http)
{
    private readonly InstanceDirectory instance = options.Instance;

    public IDriver For(Unit unit) => unit.Resource switch
    {
        ProjectResource project => new ProjectDriver(unit, project, instance, http),
        PostgresServerResource server => new PostgresServerDriver(server, options, secrets),
        PostgresDatabaseResource database => new PostgresDatabaseDriver(database, secrets),
        RedisResource redis => new RedisDriver(redis, instance, secrets),
        KafkaServerResource { Home: not null } kafka => new KafkaDriver(kafka, options),
        KafkaServerResource eventLog => new EventLogDriver(eventLog, secrets),
        NetworkResource network => new ToxiproxyDriver(network, instance, http),
        KeycloakResource keycloak => new KeycloakDriver(keycloak, instance, http),
        var other => throw new NotSupportedException($"The native runner does not know how to run '{other.Name}'."),
    };

    /// <summary>Connection strings are asked for at start; from here on they can name their secrets.</summary>
    public void HandOutSecrets(Topology topology)
    {
        foreach (var resource in topology.Resources)
        {
            Func<string> secret = () => secrets[resource.Name];
            switch (resource)
            {
                case PostgresServerResource server:
                    server.Password = secret;
                    break;
                case PostgresDatabaseResource database:
                    database.Password = secret;
                    break;
                case ParameterResource parameter:
                    parameter.Generated = secret;
                    break;
                case RedisResource redis:
                    redis.Password = secret;
                    break;
                case KeycloakResource { Home: not null } keycloak:
                    keycloak.AdminPassword = secret;
                    break;
                case KafkaServerResource eventLog:
                    eventLog.Password = secret;
                    break;
            }
        }
    }
}
