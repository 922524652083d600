namespace Commerce.Cli;

/// <summary>A promise of the platform that can be checked from outside at any time of rest.</summary>
/// <param name="Id">I1 to I11, as the architecture numbers them.</param>
/// <param name="Promise">What holds, in one line for a person.</param>
internal sealed record Invariant(string Id, string Promise, IReadOnlyList<Check> Checks);

/// <summary>One way in which a promise could be broken. Returns a line for each offending row.</summary>
internal sealed record Check(string Name, Func<Stores, CancellationToken, Task<IReadOnlyList<string>>> FindAsync)
{
    /// <summary>A query on one store whose only column says what is wrong; no rows, no violation.</summary>
    public static Check Sql(string name, string store, string sql) => new(name, (stores, ct) => stores.LinesAsync(store, sql, ct));
}
