using System.Text.Json;
using Microsoft.Playwright;

namespace Commerce.Identity;

/// <summary>A device that keeps passkeys and is plugged into one page of a browser.</summary>
internal sealed class Device
{
    private const string Enrol = """
        async ([token, name]) => {
            const call = async (url, body) => {
                const answer = await fetch(url, { method: "POST", headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" }, body: JSON.stringify(body) });
                if (!answer.ok)
                    throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
                return await answer.json();
            };
            const offer = await call("/api/v1/users/me/passkeys/options", null);
            const credential = await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(offer.options) });
            return (await call("/api/v1/users/me/passkeys", { ceremony: offer.ceremony, name, credential: credential.toJSON() })).recoveryCodes.length;
        }
        """;

    private readonly IPage _page;
    private readonly ICDPSession _protocol;
    private readonly string _id;

    private Device(IPage page, ICDPSession protocol, string id) => (_page, _protocol, _id) = (page, protocol, id);

    public static async Task<Device> PlugInAsync(IPage page)
    {
        var protocol = await page.Context.NewCDPSessionAsync(page);
        await protocol.SendAsync("WebAuthn.enable");
        var added = await protocol.SendAsync("WebAuthn.addVirtualAuthenticator", new()
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2",
                ["transport"] = "internal",
                ["hasResidentKey"] = true,
                ["hasUserVerification"] = true,
                ["isUserVerified"] = true,
                ["automaticPresenceSimulation"] = true,
            },
        });
        return new(page, protocol, added!.Value.GetProperty("authenticatorId").GetString()!);
    }

    /// <summary>Makes a passkey for whoever the token is of, on a page of the issuer's.</summary>
    /// <returns>How many recovery codes came with it.</returns>
    public Task<int> EnrolAsync(string accessToken, string name) => _page.EvaluateAsync<int>(Enrol, new[] { accessToken, name });

    /// <summary>Whether it recognises whoever touches it.</summary>
    public Task RecogniseAsync(bool user) =>
        _protocol.SendAsync("WebAuthn.setUserVerified", new() { ["authenticatorId"] = _id, ["isUserVerified"] = user });

    public async Task<JsonElement[]> CredentialsAsync()
    {
        var kept = await _protocol.SendAsync("WebAuthn.getCredentials", new() { ["authenticatorId"] = _id });
        return [.. kept!.Value.GetProperty("credentials").EnumerateArray()];
    }
}
