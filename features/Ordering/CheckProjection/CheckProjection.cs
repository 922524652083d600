using Commerce.Defaults;
using Commerce.EventStore;
using FluentValidation;

namespace Commerce.Ordering;

/// <summary>Staff compare a read model with what the events say, and get the rows that are not so.</summary>
internal static class CheckProjection
{
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(5);

    /// <param name="Cursor">Where an earlier check left off; absent for the beginning.</param>
    public sealed record Request(string? Cursor = null);

    /// <param name="NextCursor">Where to go on; null when everything was checked.</param>
    public sealed record Response(long EventsFolded, long RowsCompared, int Ranges, IReadOnlyList<Drift> Drift, string? NextCursor);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.Cursor).MaximumLength(2048);
    }

    public static async Task<IResult> Handle(string name, Request request, ProjectionBook book, ProjectionCheck check, CancellationToken ct)
    {
        if (book.Find(name) is not { } projection)
            return OrderErrors.NoSuchProjection.ToProblem();
        var listing = $"check:{projection.Name}";
        if (!Cursor.TryDecode(request.Cursor, listing, out var after))
            return RequestErrors.InvalidCursor.ToProblem();
        var report = await check.RunAsync(projection, after?.Text(0), AtMost, ct);
        return TypedResults.Ok(new Response(
            report.Events, report.Rows, report.Ranges, report.Drift, report.Next is { } next ? Cursor.Encode(listing, next) : null));
    }

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/api/v1/projections/{name}/check", Handle)
            .Validate(new Validator()).RequirePermission(Permissions.ReadProjections)
            .WithSummary("Compare a read model with its events")
            .WithDescription("Works for about five seconds, range by range, and says where to go on. Changes nothing, so it can be repeated.")
            .Produces<Response>()
            .WithExample(new Request(), Examples.Checked);
}
