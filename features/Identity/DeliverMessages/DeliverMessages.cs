using System.Text.Json;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Commerce.Identity;

/// <summary>How patiently messages are delivered.</summary>
internal sealed class DeliveryOptions
{
    public int MaxAttempts { get; set; } = 8;

    /// <summary>The pause after the first failure; it doubles with each further one.</summary>
    public TimeSpan FirstPause { get; set; } = TimeSpan.FromSeconds(10);

    public TimeSpan LongestPause { get; set; } = TimeSpan.FromHours(1);

    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);
}

/// <summary>
/// Delivers what is due. Claiming a message moves its next attempt beyond the time that one may take, so a worker that dies leaves it to
/// another. Delivered at least once, under the same id.
/// </summary>
internal sealed partial class DeliverMessages(
    NpgsqlDataSource database, AccountSecrets secrets, IEmailTransport mail, ISmsTransport sms, OutgoingSignal signal, IOptions<DeliveryOptions> options,
    TimeProvider clock, ILogger<DeliverMessages> log) : BackgroundService
{
    private const int AtOnce = 20;

    private const string Claim = """
        UPDATE outgoing_messages m SET next_attempt_at = $1 + $2, attempts = attempts + 1
        WHERE id IN (
            SELECT id FROM outgoing_messages WHERE status = 'waiting' AND next_attempt_at <= $1 ORDER BY next_attempt_at LIMIT $3 FOR UPDATE SKIP LOCKED)
        RETURNING id, channel, body, attempts, not_after
        """;

    private const string Settle = """
        UPDATE outgoing_messages SET status = $2, settled_at = $3, last_error = $4, body = NULL WHERE id = $1 AND status = 'waiting'
        """;

    private const string PutOff = "UPDATE outgoing_messages SET next_attempt_at = $2, last_error = $3 WHERE id = $1 AND status = 'waiting'";

    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await DeliverDueAsync(stoppingToken) > 0)
                {
                    // More may be due than is claimed at once.
                }
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogPostponed(log, e); // whatever it was, the messages wait; the service must not end because of one
            }

            await signal.WaitAsync(Poll, stoppingToken);
        }
    }

    /// <summary>Tries what is due, and says how much that was.</summary>
    internal async Task<int> DeliverDueAsync(CancellationToken ct)
    {
        var claimed = await ClaimAsync(ct);
        await Task.WhenAll(claimed.Select(message => DeliverAsync(message, ct)));
        return claimed.Count;
    }

    private async Task<List<Claimed>> ClaimAsync(CancellationToken ct)
    {
        await using var command = Command(Claim, clock.GetUtcNow(), options.Value.Timeout * 2, AtOnce);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var claimed = new List<Claimed>();
        while (await reader.ReadAsync(ct))
            claimed.Add(new(reader.GetGuid(0), reader.GetString(1), reader.GetFieldValue<byte[]>(2), reader.GetInt32(3), reader.GetFieldValue<DateTimeOffset>(4)));
        return claimed;
    }

    private async Task DeliverAsync(Claimed message, CancellationToken ct)
    {
        var reason = message.NotAfter <= clock.GetUtcNow() ? "It came too late to be of use." : await TrySendAsync(message, ct);
        if (reason is null)
        {
            await ExecuteAsync(Command(Settle, message.Id, "delivered", clock.GetUtcNow(), null), ct);
            return;
        }

        if (message.Attempts >= options.Value.MaxAttempts || message.NotAfter <= clock.GetUtcNow())
        {
            LogDead(log, message.Channel, message.Id, message.Attempts, reason);
            await ExecuteAsync(Command(Settle, message.Id, "dead", clock.GetUtcNow(), reason), ct);
            return;
        }

        var pause = options.Value.FirstPause * Math.Pow(2, message.Attempts - 1);
        await ExecuteAsync(Command(PutOff, message.Id, clock.GetUtcNow() + (pause < options.Value.LongestPause ? pause : options.Value.LongestPause), reason), ct);
    }

    /// <summary>Why it could not be handed over; null when it was.</summary>
    private async Task<string?> TrySendAsync(Claimed message, CancellationToken ct)
    {
        if (secrets.Open(message.Body, OutgoingMessages.NameOf(message.Id)) is not { } body)
            return "It lies in the clear where messages are sealed.";
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(options.Value.Timeout);
        try
        {
            var content = JsonSerializer.Deserialize(body, OutgoingJson.Default.OutgoingMessage)!;
            await (message.Channel == OutgoingMessages.Email ? mail.SendAsync(message.Id, content, timeout.Token) : sms.SendAsync(message.Id, content, timeout.Token));
            return null;
        }
        catch (DeliveryException e)
        {
            return e.Message;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return "No answer in time.";
        }
    }

    private NpgsqlCommand Command(string sql, params object?[] parameters)
    {
        var command = database.CreateCommand(sql);
        foreach (var value in parameters)
            command.Parameters.Add(new() { Value = value ?? DBNull.Value });
        return command;
    }

    private static async Task ExecuteAsync(NpgsqlCommand command, CancellationToken ct)
    {
        await using (command)
            await command.ExecuteNonQueryAsync(ct);
    }

    [LoggerMessage(LogLevel.Warning, "Delivering messages was put off.")]
    private static partial void LogPostponed(ILogger log, Exception e);

    [LoggerMessage(LogLevel.Error, "The {Channel} message {MessageId} was given up after {Attempts} attempts: {Reason}")]
    private static partial void LogDead(ILogger log, string channel, Guid messageId, int attempts, string reason);

    private sealed record Claimed(Guid Id, string Channel, byte[] Body, int Attempts, DateTimeOffset NotAfter);
}
