using System.Text.Json.Serialization.Metadata;
using Commerce.Kernel;

namespace Commerce.Catalog;

/// <summary>For reads whose only parameter is <c>fields</c>.</summary>
internal static class OnlyFields
{
    public static Result<FieldSelection?> Parse(IQueryCollection parameters, JsonTypeInfo type)
    {
        foreach (var (name, values) in parameters)
        {
            if (name != "fields" || values.Count != 1)
            {
                return new Error(400, "unknown_parameter", $"{name}: There is no such parameter, or it is given more than once.")
                {
                    Fields = [new FieldError(name, "unknown_parameter", "There is no such parameter, or it is given more than once.")],
                };
            }
        }

        return FieldSelection.Parse(parameters.TryGetValue("fields", out var fields) ? fields[0] : null, type);
    }
}
