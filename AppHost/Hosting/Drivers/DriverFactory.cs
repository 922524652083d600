using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Commerce.AppHost.Hosting.Monitoring;

namespace Commerce.AppHost.Hosting;

internal sealed class DriverFactory(InstanceDirectory instance, Secrets secrets, HttpClient http)
{
    public IDriver For(Unit unit) => unit.Resource switch
    {
        ProjectResource project => new ProjectDriver(unit, project, instance, http),
        PostgresServerResource server => new PostgresServerDriver(server, instance, secrets),
        PostgresDatabaseResource database => new PostgresDatabaseDriver(database, secrets),
        RedisResource redis => new RedisDriver(redis, instance, secrets),
        KafkaServerResource eventLog => new EventLogDriver(eventLog, secrets),
        KeycloakResource keycloak => new KeycloakDriver(keycloak, http),
        var other => throw new NotSupportedException($"The native runner does not know how to run '{other.Name}'."),
    };

    /// <summary>Connection strings are asked for at start; from here on they can name their passwords.</summary>
    public void HandOutPasswords(Topology topology)
    {
        foreach (var resource in topology.Resources)
        {
            Func<string> password = () => secrets[resource.Name];
            switch (resource)
            {
                case PostgresServerResource server:
                    server.Password = password;
                    break;
                case PostgresDatabaseResource database:
                    database.Password = password;
                    break;
                case RedisResource redis:
                    redis.Password = password;
                    break;
                case KafkaServerResource eventLog:
                    eventLog.Password = password;
                    break;
            }
        }
    }
}
