using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Commerce.AppHost.Hosting;

/// <summary>One way of the topology that leads through the proxy, where it can be made slow, cut or dead.</summary>
/// <param name="Entrance">Where the client finds it.</param>
/// <param name="Served">What the way leads to, when it leads to an address of a project.</param>
internal sealed record Wire(Resource From, Resource To, EndpointAnnotation Entrance, (EndpointAnnotation Endpoint, int Replica)? Served = null)
{
    public string Name => Entrance.Name;

    public int Port => Entrance.Ports[0];

    /// <summary>Where it ends.</summary>
    public int ServerPort => (To, Served) switch
    {
        (_, { } served) => served.Endpoint.Ports[served.Replica],
        (PostgresDatabaseResource database, _) => database.Parent.Port,
        (RedisResource redis, _) => redis.Port,
        (KafkaServerResource { IsDatabase: true } eventLog, _) => eventLog.Server.Port,
        (KafkaServerResource kafka, _) => kafka.PortOf(Name),
        _ => throw new InvalidOperationException($"No wire can lead to '{To.Name}'."),
    };
}
