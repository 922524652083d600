using System.Text;
using Microsoft.AspNetCore.Mvc;

namespace Commerce.AdminUi;

/// <summary>A column of a file.</summary>
internal sealed record CsvColumn<TRow>(string Name, Func<TRow, object?> Value);

/// <summary>Reads the page of a list that begins at the state's cursor.</summary>
internal delegate Task<Page<TRow>> ReadPage<in TClient, TRow>(TClient client, ListState state, PersonFormat format, int limit, CancellationToken ct);

/// <summary>
/// A list as CSV, with its filters and in its order, however long it is: a page is written as it is read, and none is kept. The rows are
/// asked for with the token of whoever wants them.
/// </summary>
/// <param name="list">Where the list stands in the portal, which is also what the file is called.</param>
/// <param name="permission">What the person needs; the API has the last word.</param>
internal sealed class CsvExport<TClient, TRow>(
    string list, string permission, ListSchema schema, ReadPage<TClient, TRow> read, IReadOnlyList<CsvColumn<TRow>> columns)
    where TClient : notnull
{
    private const int MaxPage = 500;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(90);

    public string Path { get; } = list + "/export.csv";

    public IReadOnlyList<CsvColumn<TRow>> Columns { get; } = columns;

    public bool IsOpenTo(Person person) => person.May(permission);

    public void Map(IEndpointRouteBuilder app) => app.MapGet("/" + Path, HandleAsync).RequireAuthorization();

    private async Task HandleAsync(
        HttpContext http, [FromServices] TClient client, [FromServices] Person person, [FromServices] CurrentSession session, TimeProvider clock, CancellationToken ct)
    {
        session.Use(http.User);
        try
        {
            await person.LoadAsync(http.Request.Query["zone"], ct);
            if (!IsOpenTo(person))
                throw new GatewayException(new(StatusCodes.Status403Forbidden, "permission_denied", $"This takes the permission {permission}.", null, []));
            var state = ListState.Parse(http.Request.QueryString.Value ?? "", schema).WithCursor(null);
            var first = await read(client, state, person.Format, MaxPage, ct);
            http.Response.ContentType = "text/csv; charset=utf-8";
            http.Response.Headers.ContentDisposition = $"attachment; filename=\"{list}-{clock.GetUtcNow():yyyyMMdd-HHmmss}.csv\"";
            await WriteAsync(http.Response.Body, first, next => PatientlyAsync(() => read(client, state.WithCursor(next), person.Format, MaxPage, ct), clock, ct), ct);
        }
        catch (GatewayException e) when (!http.Response.HasStarted)
        {
            await ErrorPages.Failed(e.Problem).ExecuteAsync(http);
        }
        catch (SessionEndedException) when (!http.Response.HasStarted)
        {
            http.Response.Redirect(SignIn.Address(http.Request.Path + http.Request.QueryString));
        }
        catch (Exception e) when (e is GatewayException or SessionEndedException)
        {
            http.Abort(); // a file that lacks its end must not look whole
        }
    }

    internal async Task WriteAsync(Stream body, Page<TRow> first, Func<string, Task<Page<TRow>>> next, CancellationToken ct)
    {
        await body.WriteAsync(Encoding.UTF8.GetBytes(Csv.Mark + Csv.Line(Columns.Select(c => c.Name))), ct);
        for (var page = first; ;)
        {
            await body.WriteAsync(Encoding.UTF8.GetBytes(string.Concat(page.Items.Select(row => Csv.Line(Columns.Select(c => c.Value(row)))))), ct);
            if (page.NextCursor is not { } cursor)
                return;
            page = await next(cursor);
        }
    }

    // A long export meets the rate limit, or a service that restarts: it waits instead of giving up half of a file.
    private static async Task<T> PatientlyAsync<T>(Func<Task<T>> ask, TimeProvider clock, CancellationToken ct)
    {
        for (var wait = TimeSpan.FromSeconds(1); ; wait *= 2)
        {
            try
            {
                return await ask();
            }
            catch (GatewayException e) when (e.Problem.IsPassing && wait < LongestWait)
            {
                await Task.Delay(e.Problem.RetryAfter ?? wait, clock, ct);
            }
        }
    }
}
