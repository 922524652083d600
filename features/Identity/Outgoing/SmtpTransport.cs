using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Text;
using Microsoft.Extensions.Options;

namespace Commerce.Identity;

/// <summary>The mail server that e-mails leave by.</summary>
internal sealed class SmtpOptions
{
    public string? Host { get; set; }

    public int Port { get; set; } = 587;

    /// <summary>STARTTLS; only a server on the same machine can do without.</summary>
    public bool Tls { get; set; } = true;

    public string? User { get; set; }

    public string? Password { get; set; }

    public string From { get; set; } = "Commerce <no-reply@localhost>";
}

/// <summary>Sends e-mails by SMTP.</summary>
internal sealed class SmtpTransport(IOptions<SmtpOptions> options) : IEmailTransport
{
    public async Task SendAsync(Guid id, OutgoingMessage message, CancellationToken ct)
    {
        var server = options.Value;
        using var client = new SmtpClient(server.Host, server.Port)
        {
            EnableSsl = server.Tls,
            Credentials = server.User is null ? null : new NetworkCredential(server.User, server.Password),
        };
        using var mail = new MailMessage(new MailAddress(server.From), new MailAddress(message.To))
        {
            Subject = message.Subject,
            SubjectEncoding = Encoding.UTF8,
            Body = message.Text,
            BodyEncoding = Encoding.UTF8,
            BodyTransferEncoding = TransferEncoding.QuotedPrintable, // readable in the raw, as filters like it
        };
        // The same on every attempt: a server or reader that has seen it shows it once.
        mail.Headers.Add("Message-ID", $"<{id:N}@{mail.From!.Host}>");
        mail.Headers.Add("Auto-Submitted", "auto-generated");
        try
        {
            await client.SendMailAsync(mail, ct);
        }
        catch (SmtpException e)
        {
            // The status alone: a server's answer may quote the address.
            throw new DeliveryException($"The mail server answered {e.StatusCode}.", e);
        }
    }
}
