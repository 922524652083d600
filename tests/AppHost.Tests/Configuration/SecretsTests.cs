using Commerce.AppHost.Hosting;
using Commerce.AppHost.Hosting.Monitoring;

namespace Commerce.AppHost.Tests;

public sealed class SecretsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("commerce-secrets-").FullName;
    private readonly InstanceDirectory instance;

    public SecretsTests()
    {
        instance = new InstanceDirectory(folder, 9000);
        instance.Create();
    }

    [Fact]
    public void Secret_IsMadeOnce_AndTheSameAfterARestart()
    {
        var first = new Secrets(instance)["ordering"];

        Assert.Equal(first, new Secrets(instance)["ordering"]);
        Assert.NotEqual(first, new Secrets(instance)["payments"]);
        Assert.Matches("^[0-9a-f]{40}$", first);
    }

    [Theory]
    [InlineData("Sandbox__ApiKey", "anything")]
    [InlineData("Some__Password", "anything")]
    public void Masked_HidesVariablesThatSoundSecret(string variable, string value) =>
        Assert.DoesNotContain(value, new Secrets(instance).Masked(variable, value), StringComparison.Ordinal);

    [Fact]
    public void Masked_HidesEveryGeneratedSecret_AndShowsTheRest()
    {
        var secrets = new Secrets(instance);

        Assert.Equal("Host=127.0.0.1;Password=••••••;Pooling=true", secrets.Masked("ConnectionStrings__x", $"Host=127.0.0.1;Password={secrets["x"]};Pooling=true"));
        Assert.Equal("http://127.0.0.1:7010", secrets.Masked("services__identity__http__0", "http://127.0.0.1:7010"));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
