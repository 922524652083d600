namespace Commerce.Defaults;

/// <summary>Something that a role can grant. A service declares it once, beside the endpoints that ask for it.</summary>
/// <param name="Name"><c>resource:action</c>.</param>
/// <param name="Description">What whoever holds it can do, in one sentence for the people who decide about roles.</param>
public sealed record DeclaredPermission(string Name, string Description);
