using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Commerce.Identity;

public sealed class PasskeyDomainTests
{
    [Theory]
    [InlineData("https://shop.example", "shop.example", "https://shop.example")]
    [InlineData("https://shop.example:8443/", "shop.example", "https://shop.example:8443")]
    [InlineData("http://127.0.0.1:8080", "localhost", "http://localhost:8080")]
    [InlineData("http://[::1]:8080", "localhost", "http://localhost:8080")]
    public void Domain_IsThatOfThePublicAddress_AndItsOriginIsTheOnlyOne(string url, string id, string origin)
    {
        var domain = Domain(url);
        Assert.Equal(id, domain.Id);
        Assert.True(domain.Takes(origin, isInForeignFrame: false));
        Assert.False(domain.Takes(origin, isInForeignFrame: true));
        foreach (var other in new[] { origin + "/", origin.ToUpperInvariant(), origin + ".evil.example", $"https://evil.{id}", "null", "" })
            Assert.False(domain.Takes(other, isInForeignFrame: false), other);
    }

    [Fact]
    public void Domain_AboveSeveralOrigins_TakesThemAndNoOthers()
    {
        var domain = Domain(
            "https://api.shop.example", ("Passkeys:RelyingPartyId", "shop.example"), ("Passkeys:Origins:0", "https://shop.example"), ("Passkeys:Origins:1", "https://account.shop.example"));
        Assert.Equal("shop.example", domain.Id);
        Assert.True(domain.Takes("https://account.shop.example", isInForeignFrame: false));
        Assert.False(domain.Takes("https://api.shop.example", isInForeignFrame: false));
    }

    [Theory]
    [InlineData("shop.example", "https://other.example")]
    [InlineData("shop.example", "https://evilshop.example")]
    [InlineData("shop.example", "http://shop.example")]
    [InlineData("shop.example", "https://shop.example/")]
    [InlineData("shop.example", "shop.example")]
    [InlineData("192.0.2.1", "https://192.0.2.1")]
    [InlineData("https://shop.example", "https://shop.example")]
    public void Domain_WithSettingsThatFitNoBrowser_IsRefused(string id, string origin) =>
        Assert.Throws<InvalidOperationException>(() => Domain("https://shop.example", ("Passkeys:RelyingPartyId", id), ("Passkeys:Origins:0", origin)));

    private static PasskeyDomain Domain(string publicUrl, params (string Key, string Value)[] settings) => new(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create<string, string?>(s.Key, s.Value))).Build(),
        new PublicAddresses(Options.Create(new IssuerOptions { Issuer = "http://identity/realms/commerce", PublicUrl = publicUrl })));
}
