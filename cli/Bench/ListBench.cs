using System.Diagnostics;
using System.Text.Json;
using Commerce.AppHost.Hosting.Monitoring;

namespace Commerce.Cli;

/// <summary>
/// Every list as staff and shoppers ask for it, through the gateway: first pages, each filter, each sort, and a page deep inside. One caller
/// at a time: what is measured is how long a person waits.
/// </summary>
internal sealed class ListBench
{
    private const int Requests = 40;
    private const int WarmUps = 3;
    private const int Unauthorized = 401;
    private const double GoalMilliseconds = 150;
    private const double SlowestOrderMilliseconds = 1_000;

    private readonly RunningShop _shop;
    private readonly List<Figure> _figures = [];
    private ShopClient _staff;

    private ListBench(RunningShop shop, ShopClient staff) => (_shop, _staff) = (shop, staff);

    public static async Task<IReadOnlyList<Figure>> RunAsync(RunningShop shop, TimeSpan window, CancellationToken ct)
    {
        var bench = new ListBench(shop, await shop.OwnerAsync(ct));
        var known = await KnownThings.ReadAsync(shop, ct);
        foreach (var list in MeasuredList.All(known))
            await bench.MeasureAsync(list, ct);
        await bench.MeasureOneAsync($"order of {known.LongestLines} lines", $"/api/v1/orders/{known.LongestOrder}", SlowestOrderMilliseconds, ct);
        await bench.MeasureOneAsync("the same, its history", $"/api/v1/orders/{known.LongestOrder}/history", SlowestOrderMilliseconds, ct);
        foreach (var (what, path) in MeasuredList.Home(known))
            await bench.MeasureOneAsync(what, path, GoalMilliseconds, ct);
        return bench._figures;
    }

    private async Task MeasureAsync(MeasuredList list, CancellationToken ct)
    {
        foreach (var query in list.Queries)
            await MeasureOneAsync($"{list.Name}{(query.Length == 0 ? "" : $": {query}")}", list.Address(query, null), GoalMilliseconds, ct, list.VariesLimit);
        foreach (var query in list.DeepQueries)
        {
            var (cursor, rows) = await DiveAsync(list, query, ct);
            if (rows > 0)
                await MeasureOneAsync($"{list.Name}, {rows:N0} rows deep{(query.Length == 0 ? "" : $": {query}")}", list.Address(query, cursor), GoalMilliseconds, ct, list.VariesLimit);
        }
    }

    private async Task<(string? Cursor, int Rows)> DiveAsync(MeasuredList list, string query, CancellationToken ct)
    {
        var (cursor, rows) = ((string?)null, 0);
        while (rows < MeasuredList.Deep)
        {
            var page = (await AskAsync(list.Address(query, cursor, list.LargestPage), ct)).OrThrow($"Reading {list.Name}");
            if (page.GetProperty("nextCursor").GetString() is not { } next)
                break;
            (cursor, rows) = (next, rows + list.LargestPage);
        }

        return (cursor, rows);
    }

    private async Task MeasureOneAsync(string what, string path, double goal, CancellationToken ct, bool variesLimit = false)
    {
        var taken = new List<double>();
        ShopAnswer answer = new(0, default);
        for (var i = -WarmUps; i < Requests; i++)
        {
            // The catalogue keeps answers of shoppers' lists: each of these asks for a page of another length.
            var address = variesLimit ? path.Replace("limit=50", $"limit={50 + i}", StringComparison.Ordinal) : path;
            var began = Stopwatch.GetTimestamp();
            answer = await AskAsync(address, ct);
            if (i >= 0)
                taken.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        if (!answer.IsOk)
            throw new RefusedException(ExitCodes.Failed, $"{path} was answered with {answer.Status} {answer.Code}: {answer.Detail}");
        var sampled = new Sampled(taken);
        var rows = answer.Body.TryGetProperty("items", out var items) && items.ValueKind == JsonValueKind.Array ? $" ({items.GetArrayLength()} rows)" : "";
        _figures.Add(new(what, $"p50 {sampled.At(50):F1} ms, p95 {sampled.At(95):F1} ms{rows}", $"p95 ≤ {goal:F0} ms", sampled.At(95) <= goal));
    }

    // A whole run takes longer than an access token lasts.
    private async Task<ShopAnswer> AskAsync(string path, CancellationToken ct)
    {
        var answer = await _staff.GetAsync(path, ct);
        if (answer.Status != Unauthorized)
            return answer;
        _staff = await _shop.OwnerAsync(ct);
        return await _staff.GetAsync(path, ct);
    }
}
