using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Commerce.Identity;

public sealed class RetentionTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    [Fact]
    public async Task Purge_RemovesWhatWasKeptLongEnough_AndNothingElse()
    {
        var ada = await host.SignedInAsync();
        await host.Database.ExecuteAsync(
            """
            INSERT INTO security_events (id, user_id, kind, occurred_at) VALUES
                (gen_random_uuid(), $1, 'old', now() - interval '401 days'), (gen_random_uuid(), $1, 'younger', now() - interval '399 days')
            """,
            ada.Id);
        await host.Database.ExecuteAsync(
            """
            INSERT INTO outgoing_messages (id, user_id, channel, template, body, status, created_at, not_after, next_attempt_at, settled_at) VALUES
                (gen_random_uuid(), $1, 'email', 'old', NULL, 'delivered', now(), now(), now(), now() - interval '31 days'),
                (gen_random_uuid(), $1, 'email', 'younger', NULL, 'dead', now(), now(), now(), now() - interval '29 days'),
                (gen_random_uuid(), $1, 'email', 'waiting', '\x00', 'waiting', now() - interval '60 days', now(), now() + interval '1 day', NULL)
            """,
            ada.Id);
        using var purge = ActivatorUtilities.CreateInstance<PurgeExpired>(host.Services, NullLogger<PurgeExpired>.Instance);
        await purge.PurgeAsync(TestContext.Current.CancellationToken);

        Assert.Equal((0L, 1L), (await EventsAsync("old"), await EventsAsync("younger")));
        Assert.Equal((0L, 1L, 1L), (await MessagesAsync("old"), await MessagesAsync("younger"), await MessagesAsync("waiting")));
    }

    private Task<long> EventsAsync(string kind) => host.Database.ScalarAsync<long>("SELECT count(*) FROM security_events WHERE kind = $1", kind);

    private Task<long> MessagesAsync(string template) => host.Database.ScalarAsync<long>("SELECT count(*) FROM outgoing_messages WHERE template = $1", template);
}
