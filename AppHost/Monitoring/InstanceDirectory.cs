using System.Globalization;

namespace Commerce.AppHost.Hosting.Monitoring;

/// <summary>The folder <c>.commerce/&lt;port base&gt;</c> of a checkout: everything one running platform keeps.</summary>
public sealed record InstanceDirectory(string Checkout, int PortBase)
{
    public const int DefaultPortBase = 7000;
    public const string FolderName = ".commerce";

    public string Root { get; } = Path.Combine(Checkout, FolderName, PortBase.ToString(CultureInfo.InvariantCulture));

    public string StateFile => Path.Combine(Root, "state.json");

    public string LockFile => Path.Combine(Root, "apphost.lock");

    public string SecretsFile => Path.Combine(Root, "secrets.json");

    /// <summary>Names the folder with the database cluster when it cannot lie inside the checkout.</summary>
    public string DataRootFile => Path.Combine(Root, "data-root");

    public string Logs => Path.Combine(Root, "logs");

    /// <summary>Is there while the platform was started so that <c>./commerce chaos</c> can make it fail.</summary>
    public string Faults => Path.Combine(Root, "faults");

    public string FaultFileOf(string resource) => Path.Combine(Faults, resource);

    public string LogOf(string resource) => Path.Combine(Logs, $"{resource}.log");

    public void Create() => Directory.CreateDirectory(Logs);

    /// <summary>Deletes everything the platform has stored, also what lies outside the checkout.</summary>
    public async Task DeleteAsync()
    {
        if (File.Exists(DataRootFile))
            Directory.Delete((await File.ReadAllTextAsync(DataRootFile)).Trim(), recursive: true);
        Directory.Delete(Root, recursive: true);
    }

    /// <summary>Every platform of this checkout that has been started at least once.</summary>
    public static IReadOnlyList<InstanceDirectory> FindAll(string checkout)
    {
        var parent = new DirectoryInfo(Path.Combine(checkout, FolderName));
        if (!parent.Exists)
            return [];

        return [.. parent.EnumerateDirectories()
            .Select(folder => int.TryParse(folder.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var portBase) ? portBase : -1)
            .Where(portBase => portBase > 0)
            .Order()
            .Select(portBase => new InstanceDirectory(checkout, portBase))];
    }
}
