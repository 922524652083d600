namespace Commerce.Simulation;

/// <summary>What became of one world.</summary>
internal sealed record SeedResult(WorldSettings Settings, IReadOnlyList<string> Violations, ulong TraceHash, World World)
{
    public bool IsGood => Violations.Count == 0;
}

/// <summary>Lets one world live until it rests, as often as it has rounds, and looks at it each time.</summary>
internal static class SeedRun
{
    public static SeedResult Of(WorldSettings settings, Guards? guards = null) => Live(new World(settings, guards ?? Guards.All), null);

    /// <summary>A world with a plot instead of a crowd.</summary>
    public static SeedResult Of(WorldSettings settings, Guards? guards, Action<World> plot) => Live(new World(settings, guards ?? Guards.All), plot);

    private static SeedResult Live(World world, Action<World>? plot)
    {
        var violations = new List<string>();
        try
        {
            var crowd = plot is null ? new Crowd(world) : null;
            crowd?.Open();
            plot?.Invoke(world);
            for (var round = 0; round < world.Settings.Rounds && violations.Count == 0; round++)
            {
                crowd?.Come();
                var rests = world.ToRest();
                violations.AddRange(Violations.Of(world));
                if (!rests)
                    violations.Add("It never came to rest.");
            }
        }
        catch (Exception failure)
        {
            violations.Add($"{failure.GetType().Name}: {failure.Message}{Environment.NewLine}{failure.StackTrace}");
        }

        CountOutcomes(world);
        return new SeedResult(world.Settings, violations, world.Trace.Hash, world);
    }

    private static void CountOutcomes(World world)
    {
        world.Count("steps", world.Agenda.Steps);
        foreach (var (id, _) in world.Ordering.Streams.Entries)
        {
            var order = world.Ordering.Find(id)!;
            world.Count(order.Cancellation is { } end ? $"orders cancelled: {end.Reason}" : $"orders {order.Status.ToString().ToLowerInvariant()}");
        }
    }
}
