using System.Text.Json;

namespace Commerce.Identity;

/// <summary>What the realm's file has to say for promises that hold with a Keycloak too; these need none.</summary>
public sealed class RealmTests
{
    [Fact]
    public void AccessTokens_LastAMinuteAtMost_AsNobodyHearsThatASessionEndedThere()
    {
        using var realm = JsonDocument.Parse(File.ReadAllText(KeycloakServer.Realm()));

        Assert.InRange(realm.RootElement.GetProperty("accessTokenLifespan").GetInt32(), 30, 60);
        Assert.All(realm.RootElement.GetProperty("clients").EnumerateArray(), client =>
            Assert.False(client.TryGetProperty("attributes", out var attributes) && attributes.TryGetProperty("access.token.lifespan", out _)));
    }
}
