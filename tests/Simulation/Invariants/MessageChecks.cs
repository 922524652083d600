namespace Commerce.Simulation;

/// <summary>Every message that was committed had its effect once, everywhere it matters; nothing else had any.</summary>
internal static class MessageChecks
{
    public static IEnumerable<string> Find(World world)
    {
        var committed = world.Services.SelectMany(s => s.Outbox.Committed).ToDictionary(m => m.Id);
        foreach (var service in world.Services)
        {
            foreach (var message in committed.Values.Where(m => service.Listens(m.Type) && service.Applied.GetValueOrDefault(m.Id) != 1))
                yield return $"{message.Describe(world.Trace)} had its effect in {service.Name} {service.Applied.GetValueOrDefault(message.Id)} times";
            foreach (var _ in service.Applied.Keys.Where(id => !committed.ContainsKey(id)))
                yield return $"a message that was never committed had an effect in {service.Name}";
            foreach (var dead in service.DeadLetters)
                yield return $"{dead.Describe(world.Trace)} is a dead letter in {service.Name}";
        }
    }
}
