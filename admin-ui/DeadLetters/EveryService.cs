namespace Commerce.AdminUi;

/// <summary>Asks many services the same; who is away hides what is theirs, not what the others know.</summary>
/// <param name="Missing">Who did not answer.</param>
internal sealed record EveryService<T>(IReadOnlyList<T> Rows, IReadOnlyList<string> Missing)
{
    /// <exception cref="GatewayException">Nobody answers.</exception>
    public static async Task<EveryService<T>> AskAsync(IReadOnlyList<string> services, Func<string, Task<IReadOnlyList<T>>> ask)
    {
        var answers = await Task.WhenAll(services.Select(service => OneAsync(() => ask(service))));
        if (answers.All(a => a.Problem is not null) && answers is [{ Problem: { } problem }, ..])
            throw new GatewayException(problem);
        return new([.. answers.SelectMany(a => a.Rows)], [.. services.Zip(answers).Where(a => a.Second.Problem is not null).Select(a => OrderWords.Plain(a.First))]);
    }

    private static async Task<(IReadOnlyList<T> Rows, Problem? Problem)> OneAsync(Func<Task<IReadOnlyList<T>>> ask)
    {
        try
        {
            return (await ask(), null);
        }
        catch (GatewayException e)
        {
            return ([], e.Problem);
        }
    }
}
