using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;

namespace Commerce.Identity;

public sealed class KeySealerTests
{
    private static readonly byte[] Secret = "a private key"u8.ToArray();

    [Fact]
    public void Open_WithTheSameMasterKeyAndName_GivesTheSecretBack()
    {
        var masterKey = MasterKey();
        var sealer = Sealer(masterKey);
        var later = Sealer(masterKey);
        Assert.Equal(Secret, later!.Open(sealer!.Seal(Secret, "kid"), "kid"));
    }

    [Fact]
    public void Open_WithAnotherMasterKeyOrNameOrBytes_Fails()
    {
        var sealer = Sealer(MasterKey())!;
        var other = Sealer(MasterKey())!;
        var box = sealer.Seal(Secret, "kid");
        Assert.ThrowsAny<CryptographicException>(() => other.Open(box, "kid"));
        Assert.ThrowsAny<CryptographicException>(() => sealer.Open(box, "other"));
        box[^1] ^= 1;
        Assert.ThrowsAny<CryptographicException>(() => sealer.Open(box, "kid"));
    }

    [Fact]
    public void Open_AfterARotation_TakesTheFormerMasterKeyToo()
    {
        var former = MasterKey();
        var box = Sealer(former)!.Seal(Secret, "kid");
        var rotated = KeySealer.From(
            new ConfigurationBuilder().AddInMemoryCollection([new(KeySealer.Setting, MasterKey()), new("Security:FormerMasterKeys:0", former)]).Build(),
            new HostingEnvironment { EnvironmentName = Environments.Production });
        Assert.Equal(Secret, rotated!.Open(box, "kid"));
    }

    [Fact]
    public void Open_BySeveralThreadsAtOnce_GivesEachItsSecret()
    {
        var sealer = Sealer(MasterKey())!;
        var boxes = Enumerable.Range(0, 16).Select(i => sealer.Seal([.. Secret, (byte)i], $"{i}")).ToArray();
        Parallel.For(0, 20_000, i => Assert.Equal([.. Secret, (byte)(i % 16)], sealer.Open(boxes[i % 16], $"{i % 16}")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("too short")]
    public void From_InProduction_DemandsAKey(string masterKey) => Assert.Throws<InvalidOperationException>(() => Sealer(masterKey));

    [Fact]
    public void From_InDevelopment_DoesWithoutOne() => Assert.Null(Sealer("", Environments.Development));

    private static string MasterKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private static KeySealer? Sealer(string masterKey, string? environment = null) => KeySealer.From(
        new ConfigurationBuilder().AddInMemoryCollection([new(KeySealer.Setting, masterKey)]).Build(),
        new HostingEnvironment { EnvironmentName = environment ?? Environments.Production });
}
