using System.Text.Json;
using Commerce.Kernel;

namespace Commerce.Defaults.Sample;

/// <summary>Says back what it was told, with one field of every kind.</summary>
internal static class Echo
{
    public enum Colour
    {
        Red,
        DeepBlue,
    }

    public sealed record Line(string Sku, int Quantity);

    public sealed record Request(
        string Text,
        IReadOnlyList<Line> Lines,
        Colour? Colour = null,
        Money? Price = null,
        DateTimeOffset? At = null,
        Guid? Id = null,
        JsonElement? Document = null,
        Dictionary<string, string>? Attributes = null);

    public static Request Handle(Request request) => request;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/api/v1/echo", Handle)
            .AllowAnonymous()
            .WithExample(new Request("Hello", [new("SKU-1", 2)], Price: Money.Of(1999, "EUR")), null, StatusCodes.Status200OK);
        app.MapPost("/api/v1/echo/length", (Request request) => request.Text.Length).WithBodyLimit(2 * ServiceDefaults.MaxBodyBytes).AllowAnonymous();
        app.MapGet("/api/v1/echo/{number:int}", (int number, int limit, DateTimeOffset? since) => new { number, limit, since }).AllowAnonymous();
    }
}
