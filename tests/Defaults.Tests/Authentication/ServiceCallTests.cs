using Commerce.Testing;

namespace Commerce.Defaults.Tests;

public sealed class ServiceCallTests(SampleService service) : IClassFixture<SampleService>
{
    private static readonly Uri s_internal = new("/internal/stock", UriKind.Relative);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("commerce-ordering", "commerce-sample", 200)]
    [InlineData("commerce-payments", "commerce-sample", 200)]
    [InlineData("commerce-catalog", "commerce-sample", 403)]
    [InlineData("ordering", "commerce-sample", 403)]
    [InlineData("commerce-ordering", "commerce-catalog", 401)]
    [InlineData("commerce-ordering", "commerce-api", 401)]
    [InlineData("commerce-ordering", "sample", 401)]
    public async Task Service_PassesWithATokenOfItsOwnForThisService(string client, string audience, int status)
    {
        using var caller = service.CreateClient(service.Issuer.ServiceToken(client, audience));
        var answer = await caller.GetAsync(s_internal, Stop);
        Assert.Equal(status, (int)answer.StatusCode);
        if (status == 401)
            Assert.Contains("invalid_token", Assert.Single(answer.Headers.WwwAuthenticate).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Person_NobodyAndStranger_AreRefused()
    {
        using var person = service.CreateClient(Guid.CreateVersion7(), "owner");
        await (await person.GetAsync(s_internal, Stop)).ProblemAsync(401, "invalid_token");
        using var nobody = service.CreateClient(token: null);
        await (await nobody.GetAsync(s_internal, Stop)).ProblemAsync(401, "unauthenticated");
        await using var stranger = new TestIssuer();
        await stranger.InitializeAsync();
        using var forger = service.CreateClient(stranger.ServiceToken("commerce-ordering", "commerce-sample"));
        await (await forger.GetAsync(s_internal, Stop)).ProblemAsync(401, "invalid_token");
    }

    [Fact]
    public async Task Token_ForThisService_CountsNowhereElse_NotEvenOnceKnown()
    {
        using var caller = service.CreateClient(service.Issuer.ServiceToken("commerce-ordering", "commerce-sample"));
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(200, (int)(await caller.GetAsync(s_internal, Stop)).StatusCode);
            await (await caller.GetAsync(new Uri("/api/v1/me", UriKind.Relative), Stop)).ProblemAsync(401, "invalid_token");
        }

        using var person = service.CreateClient(Guid.CreateVersion7());
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(200, (int)(await person.GetAsync(new Uri("/api/v1/me", UriKind.Relative), Stop)).StatusCode);
            await (await person.GetAsync(s_internal, Stop)).ProblemAsync(401, "invalid_token");
        }
    }
}
