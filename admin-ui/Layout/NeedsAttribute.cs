namespace Commerce.AdminUi;

/// <summary>The page is for people with this permission. Others are told so; the API would refuse them anyway.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class NeedsAttribute(string permission) : Attribute
{
    public string Permission { get; } = permission;
}
