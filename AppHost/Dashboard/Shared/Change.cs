namespace Commerce.DeveloperDashboard;

/// <summary>A value to take over, or none: then what stands stays. Tells "set to nothing" from "not mentioned".</summary>
internal readonly record struct Change<T>(bool IsGiven, T Value)
{
    public T Or(T present) => IsGiven ? Value : present;

    public static implicit operator Change<T>(T value) => new(true, value);
}
