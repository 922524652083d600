using System.Security.Cryptography;
using System.Text.Json;
using Commerce.AppHost.Hosting.Monitoring;

namespace Commerce.AppHost.Hosting;

/// <summary>The instance's generated passwords: made once, kept in a file that only its owner can read, never shown.</summary>
internal sealed class Secrets
{
    public const int Length = 40;
    private const string Mask = "••••••";
    private static readonly string[] TellTales = ["password", "secret", "token", "apikey", "api_key", "privatekey"];

    private readonly Lock gate = new();
    private readonly string file;
    private readonly SortedDictionary<string, string> values;

    public Secrets(InstanceDirectory instance)
    {
        file = instance.SecretsFile;
        values = File.Exists(file) ? JsonSerializer.Deserialize<SortedDictionary<string, string>>(File.ReadAllText(file))! : [];
    }

    public string this[string name]
    {
        get
        {
            lock (gate)
            {
                if (!values.TryGetValue(name, out var value))
                {
                    values[name] = value = RandomNumberGenerator.GetHexString(Length, lowercase: true);
                    Save();
                }

                return value;
            }
        }
    }

    public string Masked(string variable, string value)
    {
        if (TellTales.Any(part => variable.Contains(part, StringComparison.OrdinalIgnoreCase)))
            return Mask;

        lock (gate)
            return values.Values.Aggregate(value, (text, secret) => text.Replace(secret, Mask, StringComparison.Ordinal));
    }

    private void Save()
    {
        var draft = $"{file}.new";
        using (var stream = new FileStream(draft, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
            JsonSerializer.Serialize(stream, values);

        File.Move(draft, file, overwrite: true);
    }
}
