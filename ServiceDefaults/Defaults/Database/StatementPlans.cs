namespace Commerce.Defaults;

/// <summary>When PostgreSQL plans the statements of a service.</summary>
public enum StatementPlans
{
    /// <summary>
    /// Once per connection. For statements that touch the same few rows whatever is asked: with arrays as parameters the server would
    /// otherwise plan them anew at every execution.
    /// </summary>
    Kept,

    /// <summary>At every execution. For searches, where the best way depends on what is searched: a category of ten products or of half the shop.</summary>
    MadeForEachExecution,
}
