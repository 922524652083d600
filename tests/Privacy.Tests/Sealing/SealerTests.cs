using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;

namespace Commerce.Privacy.Tests;

public sealed class SealerTests
{
    private const string First = "the first master key of this installation";
    private const string Second = "the second master key of this installation";
    private static readonly byte[] s_secret = "12 St James's Square"u8.ToArray();
    private static readonly byte[] s_owner = "order 1"u8.ToArray();

    [Fact]
    public void Open_WhatWasSealed_IsTheSecret_AndNoTwoBoxesAreAlike()
    {
        var sealer = new MasterKeys(First).For("addresses");
        var (one, two) = (sealer.Seal(s_secret, s_owner), sealer.Seal(s_secret, s_owner));
        Assert.Equal(s_secret, sealer.Open(one, s_owner));
        Assert.NotEqual(one, two);
        Assert.DoesNotContain("James", Encoding.Latin1.GetString(one), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_ForSomebodyElse_OrChanged_OrOfAnotherPurpose_IsRefused()
    {
        var sealer = new MasterKeys(First).For("addresses");
        var box = sealer.Seal(s_secret, s_owner);
        Assert.ThrowsAny<CryptographicException>(() => sealer.Open(box, "order 2"u8));
        Assert.ThrowsAny<CryptographicException>(() => new MasterKeys(First).For("notes").Open(box, s_owner));
        for (var i = 0; i < box.Length; i++)
        {
            var changed = box.ToArray();
            changed[i] ^= 1;
            Assert.ThrowsAny<CryptographicException>(() => sealer.Open(changed, s_owner));
        }

        foreach (var length in new[] { 0, 1, 5, 20, box.Length - 1 })
            Assert.ThrowsAny<CryptographicException>(() => sealer.Open(box.AsSpan(0, length), s_owner));
    }

    [Fact]
    public void Open_AfterARotation_TakesBothKeys_AndSealsWithTheNewOne()
    {
        var old = new MasterKeys(First).For("addresses").Seal(s_secret, s_owner);
        var rotated = new MasterKeys(Second, First).For("addresses");
        Assert.Equal(s_secret, rotated.Open(old, s_owner));
        var fresh = rotated.Seal(s_secret, s_owner);
        Assert.Equal(s_secret, new MasterKeys(Second).For("addresses").Open(fresh, s_owner));
        Assert.Contains(MasterKeys.FormerSetting, Assert.ThrowsAny<CryptographicException>(
            () => new MasterKeys(Second).For("addresses").Open(old, s_owner)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_ABoxFromBeforeBoxesNamedTheirKey_TriesEachKey()
    {
        var box = new MasterKeys(First).For("addresses").Seal(s_secret, s_owner).AsSpan(5);
        Assert.Equal(s_secret, new MasterKeys(Second, First).For("addresses").Open(box, s_owner));
    }

    [Fact]
    public void ForOneReader_OnlyTheReaderCanOpenIt()
    {
        using var reader = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        using var other = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        var box = ForOneReader.Seal(reader.ExportSubjectPublicKeyInfo(), s_secret, s_owner);
        Assert.Equal(s_secret, ForOneReader.Open(reader.ExportPkcs8PrivateKey(), box, s_owner));
        Assert.ThrowsAny<CryptographicException>(() => ForOneReader.Open(other.ExportPkcs8PrivateKey(), box, s_owner));
        Assert.ThrowsAny<CryptographicException>(() => ForOneReader.Open(reader.ExportPkcs8PrivateKey(), box, "order 2"u8));
    }

    [Fact]
    public void MasterKeys_AreDemanded_ExceptInDevelopment()
    {
        Assert.Contains(MasterKeys.Setting, Assert.Throws<InvalidOperationException>(() => From(Environments.Production)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => From(Environments.Production, (MasterKeys.Setting, "too short")));
        Assert.Throws<InvalidOperationException>(() => From(Environments.Production, (MasterKeys.Setting, First), ($"{MasterKeys.FormerSetting}:0", "too short")));
        Assert.NotNull(From(Environments.Development));
        var box = new MasterKeys(First).For("x").Seal(s_secret, s_owner);
        var rotated = From(Environments.Production, (MasterKeys.Setting, Second), ($"{MasterKeys.FormerSetting}:0", First));
        Assert.Equal(s_secret, rotated.For("x").Open(box, s_owner));
    }

    private static MasterKeys From(string environment, params (string Name, string Value)[] settings) => MasterKeys.From(
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(s => s.Name, s => (string?)s.Value)).Build(),
        new HostingEnvironment { EnvironmentName = environment });
}
