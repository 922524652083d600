using Microsoft.Extensions.Primitives;

namespace Commerce.Identity;

/// <summary>The parameters of a call in OAuth's own form. An empty one is one that was left out (RFC 6749 3.1).</summary>
internal sealed class OAuthForm(IEnumerable<KeyValuePair<string, StringValues>> parameters)
{
    private readonly Dictionary<string, StringValues> _parameters = parameters.ToDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal);

    public IEnumerable<KeyValuePair<string, StringValues>> All => _parameters;

    public string? this[string name] => _parameters.GetValueOrDefault(name) is [{ Length: > 0 } value] ? value : null;

    public bool IsRepeated(string name) => _parameters.GetValueOrDefault(name).Count > 1;

    public bool RepeatsAny => _parameters.Values.Any(v => v.Count > 1);

    /// <summary>Reads the body, or says what is wrong with it.</summary>
    public static async Task<(OAuthForm Form, OAuthRefusal? Refusal)> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        var none = new OAuthForm([]);
        if (!request.HasFormContentType)
            return (none, OAuthRefusal.Invalid("Send the parameters as application/x-www-form-urlencoded."));
        try
        {
            var form = new OAuthForm(await request.ReadFormAsync(ct));
            return form.RepeatsAny ? (none, OAuthRefusal.Invalid("A parameter was given more than once.")) : (form, null);
        }
        catch (InvalidDataException)
        {
            return (none, OAuthRefusal.Invalid("The parameters cannot be read, or are too many."));
        }
    }
}
