using FluentValidation;

namespace Commerce.Identity;

/// <summary>What a list of permissions must look like; whether they exist, the catalogue knows.</summary>
internal static class PermissionRules
{
    private const int MaxPermissions = 500;

    public static void IsListOfPermissions<T>(this IRuleBuilderInitial<T, IReadOnlyList<string>> permissions) => permissions
        .NotNull()
        .Must(list => list is null || list.Count <= MaxPermissions).WithMessage($"At most {MaxPermissions} permissions.")
        .Must(list => list is null || list.All(p => p is { Length: > 0 and <= 100 })).WithErrorCode("unknown_permission").WithMessage("There is no such permission.");
}
