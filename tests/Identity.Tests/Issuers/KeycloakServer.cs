using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;

namespace Commerce.Identity;

/// <summary>
/// A real Keycloak with our realm, from the installation in <c>KEYCLOAK_HOME</c>. It is copied first: it rebuilds itself in place. Or one
/// that runs already, with the realm, as <c>COMMERCE_TEST_KEYCLOAK=http://ADMIN:PASSWORD@HOST:PORT</c>.
/// </summary>
public sealed class KeycloakServer : IAsyncDisposable
{
    public const string Missing = "No Keycloak to test on: set KEYCLOAK_HOME to the folder of an installed one (it needs Java 17).";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(60) };
    private Process? _process;
    private string? _folder;
    private Uri _address = new("http://127.0.0.1/");
    private string _user = "admin";
    private string _password = "";

    public string Authority => $"{_address.Scheme}://{_address.Authority}/realms/commerce";

    private static string? Running => Environment.GetEnvironmentVariable("COMMERCE_TEST_KEYCLOAK");

    private static string? Home => Environment.GetEnvironmentVariable("KEYCLOAK_HOME");

    public static bool IsThere => Running is { Length: > 0 } || (Home is { Length: > 0 } home && File.Exists(Path.Combine(home, "bin", "kc.sh")) && HasJava);

    private static bool HasJava => Environment.GetEnvironmentVariable("JAVA_HOME") is { Length: > 0 }
        || Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "java")));

    public async Task StartAsync()
    {
        if (Running is { Length: > 0 } running)
        {
            _address = new Uri(running);
            (_user, _password) = _address.UserInfo.Split(':') is [var user, var password] ? (user, password) : throw new FormatException("COMMERCE_TEST_KEYCLOAK");
            return;
        }

        _folder = Directory.CreateTempSubdirectory("commerce-keycloak-").FullName;
        using (var copy = Process.Start("cp", ["-a", $"{Home}/.", _folder]))
            await copy.WaitForExitAsync();
        Directory.CreateDirectory(Path.Combine(_folder, "data", "import"));
        File.Copy(Realm(), Path.Combine(_folder, "data", "import", "commerce-realm.json"));
        var port = FreePort();
        _address = new Uri($"http://127.0.0.1:{port}/");
        _password = RandomNumberGenerator.GetHexString(32);
        var start = new ProcessStartInfo(
            Path.Combine(_folder, "bin", "kc.sh"),
            ["start-dev", "--http-host=127.0.0.1", $"--http-port={port}", "--db=dev-mem", "--import-realm"])
        {
            Environment =
            {
                ["KC_BOOTSTRAP_ADMIN_USERNAME"] = _user,
                ["KC_BOOTSTRAP_ADMIN_PASSWORD"] = _password,
                ["COMMERCE_ADMIN_CLIENT_SECRET"] = RandomNumberGenerator.GetHexString(32),
                ["JAVA_OPTS_KC_HEAP"] = "-Xms128m -Xmx512m",
            },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        await UntilItAnswersAsync();
    }

    /// <summary>Opens an account; its roles come beside <c>customer</c>.</summary>
    public async Task<Guid> OpenAsync(string email, string password, params string[] roles)
    {
        await SignInAsAdminAsync();
        var created = await _http.PostAsJsonAsync(Admin("users"), new
        {
            username = email,
            email,
            firstName = "Ada",
            lastName = "Lovelace",
            emailVerified = true,
            enabled = true,
            credentials = new[] { new { type = "password", value = password, temporary = false } },
        });
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var id = Guid.Parse(created.Headers.Location!.Segments[^1]);
        var given = new List<JsonElement>();
        foreach (var role in roles)
            given.Add(await _http.GetFromJsonAsync<JsonElement>(Admin($"roles/{role}")));
        if (given.Count > 0)
            (await _http.PostAsJsonAsync(Admin($"users/{id}/role-mappings/realm"), given)).EnsureSuccessStatusCode();
        return id;
    }

    /// <summary>Ends somebody's session as an administrator does.</summary>
    public async Task EndSessionAsync(string session)
    {
        await SignInAsAdminAsync();
        (await _http.DeleteAsync(Admin($"sessions/{session}"))).EnsureSuccessStatusCode();
    }

    /// <summary>Disables an account as an administrator does.</summary>
    public async Task DisableAsync(Guid user)
    {
        await SignInAsAdminAsync();
        (await _http.PutAsJsonAsync(Admin($"users/{user}"), new { enabled = false })).EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_process is { HasExited: false })
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process?.Dispose();
        if (_folder is not null)
            Directory.Delete(_folder, recursive: true);
    }

    private Uri Admin(string path) => new(_address, $"/admin/realms/commerce/{path}");

    private async Task SignInAsAdminAsync()
    {
        using var form = new FormUrlEncodedContent([new("grant_type", "password"), new("client_id", "admin-cli"), new("username", _user), new("password", _password)]);
        var answer = await _http.PostAsync(new Uri(_address, "/realms/master/protocol/openid-connect/token"), form);
        var token = (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString();
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    private async Task UntilItAnswersAsync()
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                if ((await _http.GetAsync(new Uri($"{Authority}/.well-known/openid-configuration"))).IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException) when (!_process!.HasExited)
            {
                // Not listening yet.
            }

            Assert.True(!_process!.HasExited && TimeProvider.System.GetElapsedTime(began) < Patience, "Keycloak did not start.");
            await Task.Delay(250);
        }
    }

    /// <summary>The file that every installation imports.</summary>
    public static string Realm()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Commerce.slnx")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not lie inside a checkout.");
        return Path.Combine(folder, "deploy", "keycloak", "commerce-realm.json");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
