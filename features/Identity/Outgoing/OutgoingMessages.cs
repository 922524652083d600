using System.Text.Json;
using Commerce.Data;
using Commerce.Kernel;

namespace Commerce.Identity;

/// <summary>Queues e-mails and text messages: they are sent once the transaction that is their reason has committed, and not before.</summary>
internal sealed class OutgoingMessages(AccountSecrets secrets, OutgoingSignal signal, TimeProvider clock)
{
    public const string Email = "email";
    public const string Sms = "sms";

    private const string Insert = """
        INSERT INTO outgoing_messages (id, user_id, channel, template, body, created_at, not_after, next_attempt_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $6)
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromDays(3);

    /// <param name="userId">Null for somebody who has no account.</param>
    /// <param name="goodFor">How long the message is of use; a notice waits for days.</param>
    public void Mail(Session session, Guid? userId, string to, string template, TimeSpan? goodFor = null, params (string Name, string Value)[] values) =>
        Queue(session, userId, Email, to, template, goodFor, values);

    public void Text(Session session, Guid userId, string to, string template, TimeSpan? goodFor = null, params (string Name, string Value)[] values) =>
        Queue(session, userId, Sms, to, template, goodFor, values);

    private void Queue(Session session, Guid? userId, string channel, string to, string template, TimeSpan? goodFor, (string Name, string Value)[] values)
    {
        var (subject, text) = MessageTemplate.Render(template, values);
        var (id, now) = (clock.NewId(), clock.GetUtcNow());
        var body = JsonSerializer.SerializeToUtf8Bytes(new OutgoingMessage(to, subject, text), OutgoingJson.Default.OutgoingMessage);
        session.Write(Insert, id, userId, channel, template, secrets.Seal(body, NameOf(id)), now, now + (goodFor ?? Patience));
        session.WhenCommitted(signal.Ring);
    }

    /// <summary>What a message's body is sealed under.</summary>
    public static string NameOf(Guid messageId) => $"message {messageId}";
}
