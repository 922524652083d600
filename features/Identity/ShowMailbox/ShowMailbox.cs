using System.Net;
using Commerce.Defaults;

namespace Commerce.Identity;

/// <summary>In development, on this machine only: what would have been sent. The gateway does not know this route.</summary>
internal static class ShowMailbox
{
    public static IResult Handle(HttpContext http, LocalMailbox mailbox, string? to)
    {
        if (http.Connection.RemoteIpAddress is not { } address || !IPAddress.IsLoopback(address))
            return RequestErrors.NotFound.ToProblem();
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new { items = mailbox.Items.Where(i => to is null || string.Equals(i.To, to, StringComparison.OrdinalIgnoreCase)) });
    }

    public static void Map(IEndpointRouteBuilder app)
    {
        if (app.ServiceProvider.GetRequiredService<IHostEnvironment>().IsDevelopment())
            app.MapGet("/mailbox", Handle).AllowAnonymous().ExcludeFromDescription();
    }
}
