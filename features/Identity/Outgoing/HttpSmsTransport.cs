using System.Net.Http.Headers;

namespace Commerce.Identity;

/// <summary>Sends text messages by a provider's HTTP call: <c>{id, to, text}</c> to <c>Sms:Url</c>, with <c>Sms:Key</c> as bearer token.</summary>
internal sealed class HttpSmsTransport(IHttpClientFactory clients, IConfiguration configuration) : ISmsTransport
{
    public async Task SendAsync(Guid id, OutgoingMessage message, CancellationToken ct)
    {
        using var client = clients.CreateClient(nameof(HttpSmsTransport));
        using var request = new HttpRequestMessage(HttpMethod.Post, configuration["Sms:Url"])
        {
            Content = JsonContent.Create(new { id, to = message.To, text = message.Text }),
        };
        if (configuration["Sms:Key"] is { Length: > 0 } key)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        try
        {
            using var answer = await client.SendAsync(request, ct);
            if (!answer.IsSuccessStatusCode)
                throw new DeliveryException($"The provider answered {(int)answer.StatusCode}.");
        }
        catch (HttpRequestException e)
        {
            throw new DeliveryException("The provider cannot be reached.", e);
        }
    }
}
