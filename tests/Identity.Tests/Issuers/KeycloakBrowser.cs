using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Commerce.Kernel;
using Microsoft.IdentityModel.Tokens;

namespace Commerce.Identity;

/// <summary>A browser in front of Keycloak's pages, and the shop's app behind it: authorization code with PKCE.</summary>
internal sealed partial class KeycloakBrowser(string authority) : IDisposable
{
    private const string Client = "commerce-shop";
    private const string Redirect = "http://localhost:7000/signed-in";

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = TimeSpan.FromSeconds(60) };

    // By hand: its cookies are for TLS only, which browsers take from 127.0.0.1 without it, and .NET does not.
    private readonly Dictionary<string, string> _cookies = [];

    /// <summary>The secret of the authenticator app that Keycloak made somebody set up.</summary>
    public string? Authenticator { get; set; }

    /// <summary>Whether a page asked to set up a second factor before going on.</summary>
    public bool HadToEnrol { get; private set; }

    /// <returns>The token endpoint's answer; null when the pages let nobody through.</returns>
    public async Task<JsonElement?> SignInAsync(string email, string password)
    {
        var verifier = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(32));
        var challenge = Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        var page = await SendAsync(
            HttpMethod.Get,
            $"{authority}/protocol/openid-connect/auth?client_id={Client}&response_type=code&scope=openid&code_challenge_method=S256"
            + $"&code_challenge={challenge}&state=s&redirect_uri={Uri.EscapeDataString(Redirect)}");
        var next = await SubmitAsync(page, new() { ["username"] = email, ["password"] = password });
        for (var step = 0; next.StatusCode != HttpStatusCode.Redirect || next.Headers.Location?.OriginalString.StartsWith(Redirect, StringComparison.Ordinal) != true; step++)
        {
            if (step == 5)
                return null;
            next = next.StatusCode == HttpStatusCode.Redirect ? await SendAsync(HttpMethod.Get, next.Headers.Location!.OriginalString) : await AnswerAsync(next);
        }

        var code = Code().Match(next.Headers.Location!.Query).Groups["code"].Value;
        return await TokenAsync(new() { ["grant_type"] = "authorization_code", ["code"] = code, ["redirect_uri"] = Redirect, ["code_verifier"] = verifier });
    }

    public async Task<JsonElement?> TokenAsync(Dictionary<string, string> form)
    {
        form["client_id"] = Client;
        using var content = new FormUrlEncodedContent(form);
        var answer = await _http.PostAsync($"{authority}/protocol/openid-connect/token", content);
        return answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync<JsonElement>() : null;
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> AnswerAsync(HttpResponseMessage page)
    {
        var html = await page.Content.ReadAsStringAsync();
        if (Secret().Match(html) is { Success: true } offered)
        {
            HadToEnrol = true;
            Authenticator = WebUtility.HtmlDecode(offered.Groups["secret"].Value);
            return await SubmitAsync(page, new() { ["totp"] = CodeNow(0), ["totpSecret"] = Authenticator, ["userLabel"] = "app" });
        }

        // The code of the step that enrolled is used up; the next one is good already.
        return html.Contains("name=\"otp\"", StringComparison.Ordinal) && Authenticator is not null
            ? await SubmitAsync(page, new() { ["otp"] = CodeNow(1) })
            : page;
    }

    private string CodeNow(int ahead) =>
        TimeBasedCode.Of(Encoding.UTF8.GetBytes(Authenticator!), TimeBasedCode.StepAt(TimeProvider.System.GetUtcNow()) + ahead);

    private async Task<HttpResponseMessage> SubmitAsync(HttpResponseMessage page, Dictionary<string, string> fields)
    {
        var html = await page.Content.ReadAsStringAsync();
        var action = Form().Match(html);
        Assert.True(action.Success, $"{(int)page.StatusCode} without a form: {html}");
        using var content = new FormUrlEncodedContent(fields);
        return await SendAsync(HttpMethod.Post, WebUtility.HtmlDecode(action.Groups["action"].Value), content);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string address, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, address) { Content = content };
        if (_cookies.Count > 0)
            request.Headers.Add("Cookie", string.Join("; ", _cookies.Select(c => $"{c.Key}={c.Value}")));
        var answer = await _http.SendAsync(request);
        foreach (var cookie in answer.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
        {
            var pair = cookie.Split(';')[0].Split('=', 2);
            _cookies[pair[0]] = pair[1];
        }

        return answer;
    }

    [GeneratedRegex("<form[^>]*\\baction=\"(?<action>[^\"]+)\"")]
    private static partial Regex Form();

    [GeneratedRegex("name=\"totpSecret\"[^>]*value=\"(?<secret>[^\"]+)\"")]
    private static partial Regex Secret();

    [GeneratedRegex("[?&]code=(?<code>[^&]+)")]
    private static partial Regex Code();
}
