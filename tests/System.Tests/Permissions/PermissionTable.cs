using System.Text;
using System.Text.Json;

namespace Commerce.SystemTests;

/// <summary>Who may do what: one row an operation, one cell a caller. It is written from what the services say, and read back by tests.</summary>
internal static class PermissionTable
{
    public const string Yes = "yes";
    public const string None = "—";
    public const string Nobody = "nobody";
    public const string Own = "customer, own";
    public const string Foreign = "customer, another's";

    /// <summary>A member of staff who acts in the customer's name.</summary>
    public const string Impersonator = "customer, impersonated";

    /// <summary>The built-in roles of staff, in the order of the columns.</summary>
    public static readonly string[] Staff = ["support", "catalog-manager", "warehouse", "finance", "owner"];

    private static readonly string[] s_columns = [Nobody, Own, Foreign, Impersonator, .. Staff];

    public static string Write(IEnumerable<ApiOperation> operations, JsonElement roles, JsonElement permissions)
    {
        var grants = roles.GetProperty("roles").EnumerateArray()
            .ToDictionary(r => r.GetProperty("name").GetString()!, r => r.GetProperty("permissions").EnumerateArray().Select(p => p.GetString()!).ToHashSet());
        var text = new StringBuilder("""
            # Who may do what

            Written from what the services say about their endpoints, and held against it by a test that also tries every cell:
            `COMMERCE_WRITE_DOCS=1 ./commerce test System` writes it anew. Read the difference before you commit it.

            `yes`: the call is let through, and answered by what is asked for. `401`: sign in first. `403`: the permission is missing.
            `404`: it is somebody else's, and the caller does not learn that it exists. `—`: the call names nothing that could be somebody
            else's. Some calls ask whom they let through for a fresh proof as well. *Impersonated*: staff with a token that acts in a customer's name.

            ## Operations


            """);
        text.AppendLine($"| operation | {string.Join(" | ", s_columns)} |").AppendLine($"|---|{string.Concat(s_columns.Select(_ => "---|"))}");
        foreach (var operation in operations)
            text.AppendLine($"| `{operation.Name}` | {string.Join(" | ", s_columns.Select(caller => Cell(operation, caller, grants)))} |");

        text.AppendLine().AppendLine("## Permissions").AppendLine();
        text.AppendLine("| permission | what it allows | services | roles at first |").AppendLine("|---|---|---|---|");
        foreach (var permission in permissions.GetProperty("permissions").EnumerateArray())
        {
            var name = permission.GetProperty("name").GetString()!;
            var services = permission.GetProperty("services").EnumerateArray().Select(s => s.GetString());
            var holders = Staff.Where(role => grants[role].Contains(name));
            text.AppendLine($"| `{name}` | {permission.GetProperty("description").GetString()} | {string.Join(", ", services)} | {string.Join(", ", holders)} |");
        }

        return text.ToString();
    }

    /// <summary>Each operation with what each caller gets.</summary>
    public static Dictionary<string, Dictionary<string, string>> Read(string text) => text.Split('\n')
        .Where(line => line.StartsWith("| `", StringComparison.Ordinal) && line.Contains(" /", StringComparison.Ordinal))
        .Select(line => line.Trim('|', ' ').Split(" | "))
        .ToDictionary(cells => cells[0].Trim('`'), cells => s_columns.Zip(cells.Skip(1)).ToDictionary(c => c.First, c => c.Second));

    private static string Cell(ApiOperation operation, string caller, Dictionary<string, HashSet<string>> grants)
    {
        if (!operation.HasRule || (!operation.IsOpen && !operation.IsOwn && !operation.IsForStaff && operation.Permission is null))
            return "?";
        if (caller == Impersonator)
            return operation.IsOpenToImpersonators ? Cell(operation, Own, grants) : "403";
        var isStaff = Staff.Contains(caller);
        if (operation.Permission is { } permission)
            return caller == Nobody ? "401" : isStaff && grants[caller].Contains(permission) ? Yes : "403";
        if (caller == Nobody && !operation.IsOpen)
            return "401";
        if (operation.IsForStaff)
            return isStaff && grants[caller].Count > 0 ? Yes : "403";
        if (!operation.IsOwn)
            return Yes;
        if (!operation.NamesAThing)
            return caller == Foreign ? None : Yes;
        return caller == Own || Holds(operation.PermissionForOthers) ? Yes : Holds(operation.PermissionToSee) ? "403" : "404";

        bool Holds(string? wanted) => wanted is not null && isStaff && grants[caller].Contains(wanted);
    }
}
