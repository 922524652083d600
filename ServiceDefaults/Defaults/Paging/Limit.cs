using Commerce.Kernel;

namespace Commerce.Defaults;

/// <summary>How many items a page may have.</summary>
public static class Limit
{
    /// <summary>What shoppers may ask for at once.</summary>
    public const int Shoppers = 100;

    /// <summary>What staff may ask for at once.</summary>
    public const int Staff = 500;

    /// <summary>What a page has when the caller does not say.</summary>
    public const int Default = 24;

    /// <summary>The page size asked for, or 422 when it is not 1 to <paramref name="max"/>.</summary>
    public static Result<int> Read(int? asked, int max = Shoppers, int otherwise = Default) => asked switch
    {
        null => Math.Min(otherwise, max),
        >= 1 when asked <= max => asked.Value,
        _ => new Error(422, "invalid_limit", $"A page has 1 to {max} items.")
        {
            Fields = [new("limit", "out_of_range", $"Must be 1 to {max}.")],
        },
    };
}
