namespace Commerce.Messaging;

/// <summary>
/// Splits a batch into groups that one handler can take at once without upsetting the order within a key: a key's second message
/// comes in a later wave than its first, and a wave holds one message type.
/// </summary>
internal static class Waves
{
    public static IEnumerable<List<Arrived>> Of(List<Arrived> arrived)
    {
        var depths = new Dictionary<(string Topic, string Key), int>();
        return arrived
            .Select(a => (Arrived: a, Depth: depths[(a.Source.Topic, a.Source.Key)] = depths.GetValueOrDefault((a.Source.Topic, a.Source.Key)) + 1))
            .ToList()
            .GroupBy(a => (a.Depth, a.Arrived.Handling))
            .OrderBy(g => g.Key.Depth)
            .Select(g => g.Select(a => a.Arrived).ToList());
    }
}
