using System.Reflection;
using Commerce.EventStore;
using Commerce.Ordering;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.ContractsTests;

/// <summary>Every event that a context stores, read and written by what the context registers for it.</summary>
internal static class Events
{
    private static readonly Dictionary<string, EventTypes> s_byContext = new() { ["ordering"] = Ordering() };

    public static IReadOnlyDictionary<string, Type> Types { get; } = new[] { typeof(OrderPlaced).Assembly }
        .SelectMany(assembly => assembly.GetTypes())
        .Where(type => type.GetCustomAttribute<EventNameAttribute>() is not null)
        .ToDictionary(type => type.GetCustomAttribute<EventNameAttribute>()!.Name);

    public static IReadOnlyCollection<string> OldNames => [.. s_byContext.Values.SelectMany(t => t.OldNames)];

    public static object Read(string name, string data) => Of(name).Read(name, data);

    public static string Write(string name, object @event) => Of(name).Write(@event);

    private static EventTypes Of(string name) => s_byContext[name[..name.IndexOf('.', StringComparison.Ordinal)]];

    private static EventTypes Ordering()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["ConnectionStrings:kafka"] = "Host=nowhere";
        builder.AddOrdering();
        using var services = builder.Services.BuildServiceProvider();
        return services.GetRequiredService<EventTypes>();
    }
}
