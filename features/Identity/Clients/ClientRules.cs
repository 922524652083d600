using FluentValidation;

namespace Commerce.Identity;

/// <summary>What a client may be registered with.</summary>
internal static class ClientRules
{
    public const string IdPattern = "^[a-z][a-z0-9-]{1,62}$";
    private const int MaxAddresses = 20;
    private const int MaxLength = 500;

    public static void AreAddresses<T>(this IRuleBuilder<T, IReadOnlyList<string>> rule) => rule
        .NotNull()
        .Must(list => list is null || list.Count <= MaxAddresses).WithMessage($"At most {MaxAddresses}.")
        .Must(list => list is null || list.All(IsAddress)).WithErrorCode("address")
        .WithMessage("Must be whole https addresses without fragment or wildcard; http only on this machine; or an app's own scheme such as com.example.app:/back.");

    public static void AreGrantTypes<T>(this IRuleBuilder<T, IReadOnlyList<string>> rule) => rule
        .NotEmpty()
        .Must(list => list is null || !list.Except(GrantTypes.All).Any()).WithMessage($"Known are {string.Join(", ", GrantTypes.All)}.");

    public static void AreScopes<T>(this IRuleBuilder<T, IReadOnlyList<string>> rule) => rule
        .NotNull()
        .Must(list => list is null || !list.Except(Scopes.All).Any()).WithMessage($"Known are {string.Join(", ", Scopes.All)}.");

    private static bool IsAddress(string? text) =>
        text is { Length: > 0 and <= MaxLength } && !text.Contains('*') && !text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c))
        && Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Fragment.Length == 0 && !text.Contains('#') && uri.UserInfo.Length == 0
        && uri.Scheme switch
        {
            "https" => true,
            "http" => uri.IsLoopback,
            var scheme => scheme.Contains('.'), // RFC 8252 7.1: a name that its owner holds, turned around
        };
}
