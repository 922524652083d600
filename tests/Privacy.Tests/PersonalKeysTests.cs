using Commerce.Data;
using Commerce.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Commerce.Privacy.Tests;

public sealed class PersonalKeysTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private const string Note = "Please call 0170 1234567 first";
    private static readonly Guid s_ada = Guid.CreateVersion7();
    private static readonly Guid s_bob = Guid.CreateVersion7();
    private readonly MasterKeys _master = new("the first master key of this installation");
    private SessionFactory _sessions = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await SqlMigrations.ApplyAsync(database.Source, [new MigrationSource("privacy", typeof(PersonalKeys).Assembly, "Privacy.Migrations")], Stop);
        await database.ExecuteAsync("TRUNCATE personal_keys");
        _sessions = new SessionFactory(database.Source, []);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Open_IsTheText_UntilThePersonIsErased()
    {
        var keys = Keys(_master);
        var (hers, his) = (await SealAsync(keys, s_ada), await SealAsync(keys, s_bob));
        Assert.True(PersonalKeys.IsSealed(hers));
        Assert.DoesNotContain("0170", hers, StringComparison.Ordinal);
        Assert.Equal(Note, await OpenAsync(keys, s_ada, hers));

        await using (var session = Open())
        {
            PersonalKeys.Erase(session, s_ada);
            await session.CommitAsync(Stop);
        }

        Assert.Equal(PersonalKeys.Erased, await OpenAsync(keys, s_ada, hers));
        Assert.Equal(Note, await OpenAsync(keys, s_bob, his));
    }

    [Fact]
    public async Task Open_ATextThatWasNeverSealed_IsItself() => Assert.Equal("Cancelled on request.", await OpenAsync(Keys(_master), s_ada, "Cancelled on request."));

    [Fact]
    public async Task Open_SomebodyElsesText_IsRefused()
    {
        var keys = Keys(_master);
        var hers = await SealAsync(keys, s_ada);
        await SealAsync(keys, s_bob);
        await Assert.ThrowsAnyAsync<System.Security.Cryptography.CryptographicException>(() => OpenAsync(keys, s_bob, hers));
    }

    [Fact]
    public async Task Seal_ByManyAtOnce_UsesOneKey()
    {
        var keys = Keys(_master);
        var texts = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => SealAsync(keys, s_ada)));
        Assert.Equal(1, await database.ScalarAsync<long>("SELECT count(*) FROM personal_keys"));
        foreach (var text in texts)
            Assert.Equal(Note, await OpenAsync(keys, s_ada, text));
    }

    [Fact]
    public async Task Seal_InASessionThatIsNotCommitted_LeavesNoKey()
    {
        await using (var session = Open())
            await Keys(_master).SealAsync(session, s_ada, Note, Stop);
        Assert.Equal(0, await database.ScalarAsync<long>("SELECT count(*) FROM personal_keys"));
    }

    [Fact]
    public async Task MasterKey_Changed_IsAllThatIsNeeded_OnceEverythingWasSealedAnew()
    {
        const string Next = "the second master key of this installation";
        var text = await SealAsync(Keys(_master), s_ada);
        // Somebody's was sealed by a key that nobody has any more: it keeps nobody else waiting.
        await SealAsync(Keys(new MasterKeys("a master key that was lost long ago, alas")), s_bob);
        var rotated = new MasterKeys(Next, "the first master key of this installation");

        await new SealAnew(_sessions, rotated, [Keys(rotated)], TimeProvider.System, NullLogger<SealAnew>.Instance).RunAsync(Stop);

        Assert.Equal(Note, await OpenAsync(Keys(new MasterKeys(Next)), s_ada, text));
    }

    private static PersonalKeys Keys(MasterKeys master) => new(master.For("test/personal-keys"));

    private Session Open() => _sessions.Open(new RequestContext("test"));

    private async Task<string> SealAsync(PersonalKeys keys, Guid person)
    {
        await using var session = Open();
        var text = await keys.SealAsync(session, person, Note, Stop);
        await session.CommitAsync(Stop);
        return text;
    }

    private async Task<string> OpenAsync(PersonalKeys keys, Guid person, string text)
    {
        await using var session = Open();
        return await keys.OpenAsync(session, person, text, Stop);
    }
}
