using System.Globalization;

namespace Commerce.Seeding;

/// <summary>Says every few seconds how far each store is, how fast it goes and what is left.</summary>
internal sealed class Progress(IReadOnlyList<StoreLoad> loads, TimeProvider clock, Action<string> say)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(10);
    private readonly long _began = clock.GetTimestamp();
    private readonly Dictionary<Filling, (TimeSpan At, int Done)> _last = [];

    public async Task ReportAsync(CancellationToken ct)
    {
        using var ticks = new PeriodicTimer(s_pause, clock);
        while (await ticks.WaitForNextTickAsync(ct))
        {
            foreach (var load in loads.Where(l => l.Filling.Done > 0 && !l.IsLoaded))
                say(Line(load.Filling));
        }
    }

    private string Line(Filling filling)
    {
        var now = clock.GetElapsedTime(_began);
        var done = filling.Done;
        var (at, before) = _last.GetValueOrDefault(filling, (now - s_pause, 0));
        _last[filling] = (now, done);
        var perSecond = (done - before) / Math.Max(0.1, (now - at).TotalSeconds);
        var rest = done == filling.Total ? "checking what refers to what"
            : perSecond < 1 ? "waiting"
            : string.Create(CultureInfo.InvariantCulture, $"{perSecond:N0}/s, {TimeSpan.FromSeconds((filling.Total - done) / perSecond):m\\:ss} min left");
        return string.Create(CultureInfo.InvariantCulture, $"  {now:mm\\:ss}  {filling.Store,-12} {done:N0} of {filling.Total:N0} {filling.What}, {rest}");
    }
}
