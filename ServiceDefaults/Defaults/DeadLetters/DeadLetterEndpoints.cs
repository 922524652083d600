using Commerce.Messaging;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.Defaults;

/// <summary>The dead-letter workbench of a service, for every service that has messages.</summary>
internal static class DeadLetterEndpoints
{
    public static DeclaredPermission Read { get; } = new("messages:read", "See messages that could not be handled, with their content.");

    public static DeclaredPermission Write { get; } = new("messages:write", "Edit, replay and discard messages that could not be handled.");

    public static void Map(WebApplication app)
    {
        if (app.Services.GetService<ReplayDeadLetter>() is null)
            return;
        var service = app.Services.GetRequiredService<ServiceIdentity>().Name;
        ListQueues.Map(app, service);
        var group = app.MapGroup($"/api/v1/dead-letters/{service}");
        ListDeadLetterGroups.Map(group);
        ListDeadLetters.Map(group);
        GetDeadLetter.Map(group);
        EditDeadLetter.Map(group);
        TryDeadLetter.Map(group);
        ReplayOne.Map(group);
        ReplayMany.Map(group);
        DiscardDeadLetters.Map(group);
    }
}
