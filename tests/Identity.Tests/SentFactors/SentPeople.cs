using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Commerce.Identity;

/// <summary>People who get their codes by e-mail or text message, each from a network address of their own.</summary>
internal static partial class SentPeople
{
    private static int s_addresses;
    private static int s_numbers;

    /// <summary>A network address that nobody has called from.</summary>
    public static string NewAddress() => $"10.{Interlocked.Increment(ref s_addresses) / 250}.{s_addresses % 250}.7";

    public static string NewNumber() => $"+4930{5_000_000 + Interlocked.Increment(ref s_numbers)}";

    /// <summary>Somebody whose address is confirmed, signed in by their password.</summary>
    public static async Task<SignedInPerson> ConfirmedAsync(this IdentityHost host)
    {
        var person = await host.SignedInAsync();
        await host.Database.ExecuteAsync("UPDATE users SET email_confirmed = true WHERE id = $1", person.Id);
        return person;
    }

    /// <summary>Somebody who has this factor and nothing else, and their recovery codes.</summary>
    public static async Task<SentPerson> WithCodesAsync(this IdentityHost host, string method, string? number = null)
    {
        var person = await host.ConfirmedAsync();
        using var client = host.As(person);
        Assert.Equal(HttpStatusCode.Accepted, (await client.EnrolAsync(method, number)).StatusCode);
        var confirmed = await client.PostAsJsonAsync($"/api/v1/users/me/second-factors/{method}/confirmation", new { code = await host.CodeAsync(person.Id, method) });
        Assert.Equal(HttpStatusCode.OK, confirmed.StatusCode);
        var recovery = (await confirmed.JsonAsync()).GetProperty("recoveryCodes").EnumerateArray().Select(c => c.GetString()!).ToArray();
        Assert.Equal(10, recovery.Length);
        host.Time.Advance(TimeSpan.FromSeconds(31)); // the next code may be asked for
        return new(person, recovery);
    }

    public static Task<HttpResponseMessage> EnrolAsync(this HttpClient client, string method, string? number = null) => method == FactorMethods.Sms
        ? client.PostAsJsonAsync("/api/v1/users/me/second-factors/sms", new { phoneNumber = number ?? NewNumber() })
        : client.PostAsync("/api/v1/users/me/second-factors/email", null);

    /// <summary>The code that this person was sent last.</summary>
    public static async Task<string> CodeAsync(this IdentityHost host, Guid userId, string method)
    {
        var message = await host.MailAsync(userId, method == FactorMethods.Sms ? "code-sms" : "code");
        Assert.NotNull(message);
        return SixDigits().Match(message.Text).Value;
    }

    /// <summary>A client of this person from a network address of its own.</summary>
    public static HttpClient As(this IdentityHost host, SignedInPerson person)
    {
        var client = host.From(NewAddress());
        client.DefaultRequestHeaders.Authorization = new("Bearer", person.AccessToken);
        return client;
    }

    /// <summary>The question that the password leads to.</summary>
    public static async Task<(string Challenge, string[] Methods)> AskedAsync(this IdentityHost host, SignedInPerson person, string password = IdentityHost.Password)
    {
        using var client = host.From(NewAddress());
        var login = await client.PostAsJsonAsync("/api/v1/auth/login", new { email = person.Email, password });
        Assert.Equal("identity.second_factor_required", await login.CodeAsync(401));
        var question = (await login.JsonAsync()).GetProperty("secondFactor");
        return (question.GetProperty("challenge").GetString()!, [.. question.GetProperty("methods").EnumerateArray().Select(m => m.GetString()!)]);
    }

    public static async Task<HttpResponseMessage> SendAsync(this IdentityHost host, string challenge, string method, string? address = null)
    {
        using var client = host.From(address ?? NewAddress());
        return await client.PostAsJsonAsync("/api/v1/auth/second-factor/code", new { challenge, method });
    }

    public static async Task<HttpResponseMessage> AnswerAsync(this IdentityHost host, string challenge, string method, string code)
    {
        using var client = host.From(NewAddress());
        return await client.PostAsJsonAsync("/api/v1/auth/second-factor", new { challenge, method, code });
    }

    /// <summary>Logs in by password and a code that is sent.</summary>
    public static async Task<SignedInPerson> LoggedInByCodeAsync(this IdentityHost host, SignedInPerson person, string method)
    {
        var (challenge, _) = await host.AskedAsync(person);
        Assert.Equal(HttpStatusCode.Accepted, (await host.SendAsync(challenge, method)).StatusCode);
        var answer = await host.AnswerAsync(challenge, method, await host.CodeAsync(person.Id, method));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        host.Time.Advance(TimeSpan.FromSeconds(31));
        return person with { Tokens = await answer.JsonAsync() };
    }

    public static JsonElement Claims(string token) =>
        JsonDocument.Parse(Microsoft.IdentityModel.Tokens.Base64UrlEncoder.Decode(new JsonWebToken(token).EncodedPayload)).RootElement;

    /// <summary>A code that is not this one.</summary>
    public static string Other(string code) => code == "000000" ? "000001" : "000000";

    [GeneratedRegex("[0-9]{6}")]
    private static partial Regex SixDigits();
}

internal sealed record SentPerson(SignedInPerson Person, string[] RecoveryCodes)
{
    public Guid Id => Person.Id;
}
