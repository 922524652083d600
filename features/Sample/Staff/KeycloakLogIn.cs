using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Commerce.Kernel;

namespace Commerce.Sample;

/// <summary>
/// How the sample staff log in where a Keycloak keeps the accounts: as a browser does, by its pages, with the authorization code flow
/// (RFC 6749, RFC 7636). The realm gives no tokens for a password alone.
/// </summary>
/// <param name="authority">The realm's address.</param>
/// <param name="shop">The shop's own, to which the shop's client is led back.</param>
internal sealed partial class KeycloakLogIn(Uri authority, Uri shop) : IDisposable
{
    private const string Client = "commerce-shop";
    private const int MostCodes = 4;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = TimeSpan.FromSeconds(60) };
    private readonly Dictionary<string, string> _cookies = [];
    private readonly string _verifier = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));

    private Uri Redirect => new(shop, "/signed-in");

    /// <returns>An access token.</returns>
    /// <exception cref="KeycloakRefusedException">The pages let nobody through.</exception>
    public async Task<string> TokenAsync(string email, string password, string authenticator, CancellationToken ct)
    {
        var challenge = Base64Url(SHA256.HashData(Encoding.ASCII.GetBytes(_verifier)));
        var back = await WalkAsync(new Uri(
            $"{authority}/protocol/openid-connect/auth?client_id={Client}&response_type=code&scope=openid&state=s"
            + $"&code_challenge_method=S256&code_challenge={challenge}&redirect_uri={Uri.EscapeDataString(Redirect.ToString())}"), email, password, authenticator, ct);
        return await RedeemAsync(CodeOf().Match(back.OriginalString).Groups["code"].Value, ct);
    }

    /// <summary>Logs in by the pages, whoever asks for it.</summary>
    /// <param name="request">An authorization request, as an application sends a browser there.</param>
    /// <returns>Where the browser is sent back to, with the code.</returns>
    /// <exception cref="KeycloakRefusedException">The pages let nobody through.</exception>
    public async Task<Uri> WalkAsync(Uri request, string email, string password, string authenticator, CancellationToken ct)
    {
        var page = await SendAsync(HttpMethod.Get, request, null, ct);
        var next = await SubmitAsync(page, new() { ["username"] = email, ["password"] = password }, ct);
        // A code is good once, and others log in with this authenticator too: the next one, until one is new.
        var first = Now() - 1;
        for (var step = first; step < first + MostCodes && await AsksForACodeAsync(next, ct); step++)
        {
            while (step > Now() + 1)
                await Task.Delay(Pause, ct);
            next = await SubmitAsync(next, new() { ["otp"] = TimeBasedCode.Of(Encoding.ASCII.GetBytes(authenticator), step) }, ct);
        }

        return next.Headers.Location is { } back && CodeOf().IsMatch(back.OriginalString)
            ? back
            : throw new KeycloakRefusedException($"{authority} did not let {email} in ({(int)next.StatusCode}).");
    }

    public void Dispose() => _http.Dispose();

    private static long Now() => TimeBasedCode.StepAt(TimeProvider.System.GetUtcNow());

    private static string Base64Url(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static async Task<bool> AsksForACodeAsync(HttpResponseMessage page, CancellationToken ct) =>
        page.IsSuccessStatusCode && (await page.Content.ReadAsStringAsync(ct)).Contains("name=\"otp\"", StringComparison.Ordinal);

    private async Task<string> RedeemAsync(string code, CancellationToken ct)
    {
        using var form = new FormUrlEncodedContent(
        [
            new("grant_type", "authorization_code"), new("client_id", Client), new("code", code),
            new("redirect_uri", Redirect.ToString()), new("code_verifier", _verifier),
        ]);
        using var answer = await _http.PostAsync(new Uri($"{authority}/protocol/openid-connect/token"), form, ct);
        var given = answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync<Given>(ct) : null;
        return given?.AccessToken ?? throw new KeycloakRefusedException(
            string.Create(CultureInfo.InvariantCulture, $"{authority} gave no token for its code ({(int)answer.StatusCode})."));
    }

    private async Task<HttpResponseMessage> SubmitAsync(HttpResponseMessage page, Dictionary<string, string> fields, CancellationToken ct)
    {
        var action = Form().Match(await page.Content.ReadAsStringAsync(ct));
        if (!action.Success)
            throw new KeycloakRefusedException($"{authority} showed a page without a form ({(int)page.StatusCode}).");
        using var content = new FormUrlEncodedContent(fields);
        return await SendAsync(HttpMethod.Post, new Uri(WebUtility.HtmlDecode(action.Groups["action"].Value)), content, ct);
    }

    // Cookies by hand: Keycloak's are for TLS only, which browsers take from this machine without it, and .NET does not.
    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, Uri address, HttpContent? content, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, address) { Content = content };
        if (_cookies.Count > 0)
            request.Headers.Add("Cookie", string.Join("; ", _cookies.Select(c => $"{c.Key}={c.Value}")));
        var answer = await _http.SendAsync(request, ct);
        foreach (var cookie in answer.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
        {
            var pair = cookie.Split(';')[0].Split('=', 2);
            _cookies[pair[0]] = pair[1];
        }

        return answer;
    }

    [GeneratedRegex("<form[^>]*\\baction=\"(?<action>[^\"]+)\"")]
    private static partial Regex Form();

    [GeneratedRegex("[?&]code=(?<code>[^&]+)")]
    private static partial Regex CodeOf();

    private sealed record Given([property: JsonPropertyName("access_token")] string AccessToken);
}

/// <summary>Keycloak let somebody not in, and how it said so.</summary>
internal sealed class KeycloakRefusedException(string message) : Exception(message);
