using Commerce.Data;
using Commerce.Identity.Contracts;
using Commerce.Messaging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Commerce.Defaults;

/// <summary>
/// Tells Identity at start which permissions the service's endpoints name, so that they can be granted. The version counts the changes
/// of that list; an unchanged list is told again under the same version, which changes nothing where it is known.
/// </summary>
internal sealed class DeclarePermissions(ServiceIdentity service, RolePermissions permissions, IServiceProvider services) : IHostedService
{
    private const string CountVersion = """
        INSERT INTO declared_permissions AS d (content, version) VALUES ($1, 1)
        ON CONFLICT (only_one) DO UPDATE SET
            version = d.version + CASE WHEN d.content = excluded.content THEN 0 ELSE 1 END, content = excluded.content
        RETURNING version
        """;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var declared = Declared();
        permissions.Declared = [.. declared.Select(d => d.Name)];
        // Without a database there is no role to grant anything, and without the event log nobody to be told.
        if (services.GetService<SessionFactory>() is not { } sessions || services.GetService<IEventLog>() is null)
            return;

        await using var session = sessions.Open(RequestContext.System("declare-permissions"));
        await session.BeginAsync(cancellationToken);
        var version = await session.QuerySingleAsync(
            CountVersion, row => row.GetInt64(0), cancellationToken, (object)declared.Select(d => $"{d.Name} {d.Description}").ToArray());
        session.Publish(new DeclarePermissionsV1(service.Name, version, declared), service.Name);
        await session.CommitAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private DeclaredPermissionV1[] Declared() =>
    [
        .. services.GetRequiredService<EveryEndpointHasARule>().Sources.SelectMany(source => source.Endpoints)
            .SelectMany(endpoint => endpoint.Metadata.GetOrderedMetadata<INamesPermission>())
            .Select(metadata => metadata.Declared).OfType<DeclaredPermission>().Distinct()
            .GroupBy(permission => permission.Name, StringComparer.Ordinal)
            .Select(same => same.Count() == 1
                ? new DeclaredPermissionV1(same.Key, same.Single().Description)
                : throw new InvalidOperationException($"{same.Key} is described in {same.Count()} ways."))
            .OrderBy(permission => permission.Name, StringComparer.Ordinal),
    ];
}
