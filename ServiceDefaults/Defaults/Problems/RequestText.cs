using Commerce.Kernel;
using Microsoft.AspNetCore.Http;

namespace Commerce.Defaults;

/// <summary>Refuses text that no string column can hold, before it reaches a statement.</summary>
internal static class RequestText
{
    private const char Nul = '\0';

    public static Error? Check(HttpRequest request)
    {
        if (!request.QueryString.HasValue || !request.QueryString.Value!.Contains("%00", StringComparison.Ordinal))
            return null;
        foreach (var (name, values) in request.Query)
            if (name.Contains(Nul) || values.Any(v => v?.Contains(Nul) == true))
                return RequestErrors.InvalidCharacters;
        return null;
    }
}
