using System.Globalization;
using System.Net;
using Aspire.Hosting.ApplicationModel;
using Commerce.AppHost.Hosting.Monitoring;

namespace Commerce.AppHost.Hosting;

/// <summary>Watches the issuer, wherever it runs, and runs it itself from an installed Keycloak. Its files belong to this instance alone.</summary>
internal sealed class KeycloakDriver(KeycloakResource keycloak, InstanceDirectory instance, HttpClient http) : IDriver
{
    private readonly string _folder = Path.Combine(instance.Root, keycloak.Name);

    public string Kind => ResourceKinds.Identity;

    public string? Source => keycloak switch
    {
        { IsEmbedded: true } => $"embedded in {KeycloakResource.EmbeddedIssuer}",
        { Home: { } home } => $"Keycloak in {home}",
        _ => "Keycloak",
    };

    public IReadOnlyList<string> Urls => [keycloak.Endpoints[0].UrlOf()];

    public async Task<ProcessSpec?> PrepareAsync(Action<string, bool> log, CancellationToken ct)
    {
        if (keycloak.Home is not { } home)
            return null;
        if (!File.Exists(Path.Combine(home, "bin", "kc.sh")))
            throw new StartRefusedException(ExitCodes.MissingTool, $"KEYCLOAK_HOME is {home}, but there is no {Path.Combine(home, "bin", "kc.sh")}.", keycloak.Name);
        await JavaRuntime.RequireAsync("KEYCLOAK_HOME is set, and Keycloak", keycloak.Name, ct);
        await CopyAsync(home, log, ct);
        var imports = Directory.CreateDirectory(Path.Combine(_folder, "data", "import"));
        foreach (var file in keycloak.RealmImports)
            File.Copy(file, Path.Combine(imports.FullName, Path.GetFileName(file)), overwrite: true);

        var environment = new Dictionary<string, string>
        {
            ["KC_BOOTSTRAP_ADMIN_USERNAME"] = "admin",
            ["KC_BOOTSTRAP_ADMIN_PASSWORD"] = keycloak.AdminPassword(),
            ["JAVA_OPTS_KC_HEAP"] = "-Xms128m -Xmx512m",
        };
        foreach (var (name, value) in keycloak.Environment)
            environment[name] = await value.GetValueAsync(ct) ?? "";
        var port = keycloak.Endpoints[0].Ports[0].ToString(CultureInfo.InvariantCulture);
        return new ProcessSpec(
            Path.Combine(_folder, "bin", "kc.sh"), ["start-dev", "--http-host=127.0.0.1", $"--http-port={port}", "--db=dev-file", "--import-realm"])
        {
            Environment = environment,
            Grace = TimeSpan.FromSeconds(30),
        };
    }

    public async Task<bool> IsHealthyAsync(CancellationToken ct)
    {
        using var response = await http.GetAsync(Urls[0], HttpCompletionOption.ResponseHeadersRead, ct);
        return response.StatusCode < HttpStatusCode.InternalServerError;
    }

    // Keycloak rebuilds itself in place, so no two can share a folder. Where it came from is written last: half a copy is none.
    private async Task CopyAsync(string home, Action<string, bool> log, CancellationToken ct)
    {
        var origin = Path.Combine(_folder, "origin");
        if (File.Exists(origin) && await File.ReadAllTextAsync(origin, ct) == home)
            return;
        log($"Copying {home}", false);
        Directory.CreateDirectory(_folder);
        var (exitCode, output) = await Command.RunAsync(new ProcessSpec("cp", ["-a", $"{home}/.", _folder]), ct);
        if (exitCode != 0)
            throw new StartRefusedException(ExitCodes.Failed, $"Keycloak could not be copied: {output.Trim()}", keycloak.Name);
        await File.WriteAllTextAsync(origin, home, ct);
    }
}
