using System.Net;
using System.Net.Http.Headers;

namespace Commerce.Defaults;

/// <summary>Calls another service in this service's own name; a token that was ended early is replaced once.</summary>
internal sealed class ClientCredentialsHandler(ServiceTokens tokens) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // A second attempt sends the content again, so it has to be in memory.
        if (request.Content is { } content)
            await content.LoadIntoBufferAsync(cancellationToken);
        var token = await tokens.GetAsync(refused: null, cancellationToken);
        var answer = await SendWithAsync(token, request, cancellationToken);
        if (!IsAboutTheToken(answer))
            return answer;
        answer.Dispose();
        return await SendWithAsync(await tokens.GetAsync(refused: token, cancellationToken), request, cancellationToken);
    }

    private Task<HttpResponseMessage> SendWithAsync(ServiceToken token, HttpRequestMessage request, CancellationToken ct)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Text);
        return base.SendAsync(request, ct);
    }

    // A service may also say 401 of what the request carries; only the challenge speaks of our token.
    private static bool IsAboutTheToken(HttpResponseMessage answer) =>
        answer.StatusCode == HttpStatusCode.Unauthorized && answer.Headers.WwwAuthenticate.Any(c => c.Scheme == "Bearer");
}
