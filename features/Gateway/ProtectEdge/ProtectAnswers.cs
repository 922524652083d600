using Microsoft.Extensions.Options;

namespace Commerce.Gateway;

/// <summary>The outermost step: each answer, whoever wrote it, leaves with the same protective headers.</summary>
internal sealed class ProtectAnswers(RequestDelegate next, IOptions<GatewayOptions> options)
{
    private readonly EdgeHeaders _headers = new(options.Value);

    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(static state =>
        {
            var (headers, context) = ((EdgeHeaders, HttpContext))state;
            headers.Apply(context);
            return Task.CompletedTask;
        }, (_headers, context));
        return next(context);
    }
}
