using System.Net;
using System.Net.Sockets;
using System.Text;
using Commerce.Data;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Commerce.Identity;

/// <summary>A service whose messages leave by transports of the test, and only when the test says so.</summary>
public sealed class DeliveringIdentityHost : IdentityHost
{
    internal RecordingTransport Transport { get; } = new();

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureTestServices(services =>
        {
            services.Remove(services.Single(s => s.ServiceType == typeof(IHostedService) && s.ImplementationFactory?.Method.ReturnType == typeof(DeliverMessages)));
            services.AddSingleton<IEmailTransport>(Transport);
            services.AddSingleton<ISmsTransport>(Transport);
        });
    }
}

internal sealed class RecordingTransport : IEmailTransport, ISmsTransport
{
    private readonly List<(Guid Id, OutgoingMessage Message)> _sent = [];

    public bool IsDown { get; set; }

    public IReadOnlyList<(Guid Id, OutgoingMessage Message)> Sent => [.. _sent];

    public Task SendAsync(Guid id, OutgoingMessage message, CancellationToken ct)
    {
        if (IsDown)
            throw new DeliveryException("Away.");
        lock (_sent)
            _sent.Add((id, message));
        return Task.CompletedTask;
    }
}

public sealed class DeliverMessagesTests(DeliveringIdentityHost host) : IClassFixture<DeliveringIdentityHost>
{
    private DeliverMessages Worker => host.Services.GetRequiredService<DeliverMessages>();

    private OutgoingMessages Outgoing => host.Services.GetRequiredService<OutgoingMessages>();

    [Fact]
    public async Task DeliverMessages_ThatWait_SendsEachOnceAndForgetsWhatItSaid()
    {
        var to = await QueueAsync(TimeSpan.FromMinutes(10));
        var stored = Encoding.Latin1.GetString((await host.Database.ScalarAsync<byte[]>("SELECT body FROM outgoing_messages WHERE id = $1", to.Id))!);
        Assert.DoesNotContain("4711", stored, StringComparison.Ordinal);
        Assert.DoesNotContain(to.Address, stored, StringComparison.Ordinal);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Worker.DeliverDueAsync(default)));
        var sent = Assert.Single(SentTo(to.Address));
        Assert.Equal("Your code", sent.Subject);
        Assert.Contains("your code is 4711.", sent.Text, StringComparison.Ordinal);
        Assert.Equal("delivered", await StatusAsync(to.Id));
        Assert.Equal(0L, await host.Database.ScalarAsync<long>("SELECT count(body) FROM outgoing_messages WHERE id = $1", to.Id));
    }

    [Fact]
    public async Task DeliverMessages_WhileTheServerIsAway_TriesAgainLaterAndLaterAndGivesUp()
    {
        var to = await QueueAsync(goodFor: null);
        host.Transport.IsDown = true;
        try
        {
            await Worker.DeliverDueAsync(default);
            Assert.Equal(0, await Worker.DeliverDueAsync(default)); // not due again at once
            Assert.Equal("waiting", await StatusAsync(to.Id));
            for (var attempt = 2; attempt <= 8; attempt++)
            {
                host.Time.Advance(TimeSpan.FromHours(1));
                Assert.Equal(1, await Worker.DeliverDueAsync(default));
            }
        }
        finally
        {
            host.Transport.IsDown = false;
        }

        Assert.Equal("dead", await StatusAsync(to.Id));
        Assert.Equal("Away.", await host.Database.ScalarAsync<string>("SELECT last_error FROM outgoing_messages WHERE id = $1", to.Id));
        Assert.Equal(0L, await host.Database.ScalarAsync<long>("SELECT count(body) FROM outgoing_messages WHERE id = $1", to.Id));
        host.Time.Advance(TimeSpan.FromDays(1));
        await Worker.DeliverDueAsync(default);
        Assert.Empty(SentTo(to.Address));
    }

    [Fact]
    public async Task DeliverMessages_AfterAWorkerDied_TakesOverWhatItHadClaimed()
    {
        var to = await QueueAsync(TimeSpan.FromMinutes(10));
        await host.Database.ExecuteAsync("UPDATE outgoing_messages SET next_attempt_at = $2, attempts = 1 WHERE id = $1", to.Id, host.Time.GetUtcNow().AddMinutes(1));
        await Worker.DeliverDueAsync(default);
        Assert.Empty(SentTo(to.Address));
        host.Time.Advance(TimeSpan.FromMinutes(1));
        await Worker.DeliverDueAsync(default);
        Assert.Single(SentTo(to.Address));
    }

    [Fact]
    public async Task DeliverMessages_TooLateToBeOfUse_SendsNothing()
    {
        var to = await QueueAsync(TimeSpan.FromMinutes(10));
        host.Time.Advance(TimeSpan.FromMinutes(10));
        await Worker.DeliverDueAsync(default);
        Assert.Equal("dead", await StatusAsync(to.Id));
        Assert.Empty(SentTo(to.Address));
    }

    [Fact]
    public async Task DeliverMessages_OfATransactionThatDidNotCommit_SendsNothing()
    {
        var person = await host.SignedInAsync();
        var address = host.NewEmail();
        await using (var session = host.Services.GetRequiredService<SessionFactory>().Open(RequestContext.System("test")))
        {
            Outgoing.Mail(session, person.Id, address, "code", values: [("name", "Ada"), ("code", "4711")]);
            await session.FlushAsync(default);
        }

        await Worker.DeliverDueAsync(default);
        Assert.Empty(SentTo(address));
    }

    [Fact]
    public async Task SmtpTransport_SpeaksToAMailServer()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var served = ServeOneMailAsync(listener);
        var transport = new SmtpTransport(Options.Create(new SmtpOptions
        {
            Host = "127.0.0.1",
            Port = ((IPEndPoint)listener.LocalEndpoint).Port,
            Tls = false,
            From = "Shop <shop@shop.example>",
        }));
        await transport.SendAsync(Guid.Parse("01963f2a-7c1e-7a55-8d2b-3f6c1d0e9a11"), new("ada@shop.example", "Your code", "4711"), TestContext.Current.CancellationToken);
        var mail = await served;
        Assert.Contains("RCPT TO:<ada@shop.example>", mail, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Subject: Your code", mail, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("<01963f2a7c1e7a558d2b3f6c1d0e9a11@shop.example>", mail, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("4711", mail, StringComparison.Ordinal);
    }

    [Fact]
    public void Templates_AllRender()
    {
        var names = typeof(OutgoingMessages).Assembly.GetManifestResourceNames().Where(n => n.StartsWith("message-", StringComparison.Ordinal)).ToArray();
        Assert.True(names.Length >= 10);
        (string, string)[] values =
        [
            ("name", "{code}"), ("code", "4711"), ("link", ""), ("device", "Firefox"), ("network", "192.0.2.0"), ("what", "One was added"),
            ("inviter", "Olivia"), ("roles", "support"), ("due", "2026-03-17 09:26 UTC"), ("receipt", "b3Bl"),
        ];
        Assert.All(names, n => Assert.NotEmpty(MessageTemplate.Render(n["message-".Length..^".txt".Length], values).Text));
        Assert.Contains("Hello {code},", MessageTemplate.Render("code", values).Text, StringComparison.Ordinal); // a value is not a template
        Assert.Throws<InvalidOperationException>(() => MessageTemplate.Render("code", []));
        Assert.Throws<InvalidOperationException>(() => MessageTemplate.Render("no-such", []));
    }

    private async Task<(Guid Id, string Address)> QueueAsync(TimeSpan? goodFor)
    {
        var person = await host.SignedInAsync();
        var address = host.NewEmail();
        await host.Database.ExecuteAsync("DELETE FROM outgoing_messages");
        await using var session = host.Services.GetRequiredService<SessionFactory>().Open(RequestContext.System("test"));
        Outgoing.Mail(session, person.Id, address, "code", goodFor, ("name", "Ada"), ("code", "4711"));
        await session.CommitAsync(default);
        return (await host.Database.ScalarAsync<Guid>("SELECT id FROM outgoing_messages"), address);
    }

    private Task<string?> StatusAsync(Guid id) => host.Database.ScalarAsync<string>("SELECT status FROM outgoing_messages WHERE id = $1", id);

    private OutgoingMessage[] SentTo(string address) => [.. host.Transport.Sent.Where(s => s.Message.To == address).Select(s => s.Message)];

    private static async Task<string> ServeOneMailAsync(TcpListener listener)
    {
        using var client = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        using var reader = new StreamReader(client.GetStream());
        await using var writer = new StreamWriter(client.GetStream()) { NewLine = "\r\n", AutoFlush = true };
        var said = new StringBuilder();
        await writer.WriteLineAsync("220 ready");
        var isData = false;
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            said.AppendLine(line);
            if (isData && line != ".")
                continue;
            isData = line == "DATA";
            await writer.WriteLineAsync(line switch { "DATA" => "354 go on", "QUIT" => "221 bye", _ => "250 fine" });
            if (line == "QUIT")
                break;
        }

        return said.ToString();
    }
}
