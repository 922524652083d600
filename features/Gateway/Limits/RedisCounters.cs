using System.Threading.Channels;
using StackExchange.Redis;

namespace Commerce.Gateway;

/// <summary>
/// The limits all gateway instances share. Requests that arrive while Redis is busy with others travel together in the next
/// script call, so the cost per request falls as the load rises. When Redis is away or slow, callers are counted locally.
/// </summary>
internal sealed partial class RedisCounters(
    RedisConnection redis, LocalCounters local, RateLimits limits, GatewayMetrics metrics, TimeProvider clock, ILogger<RedisCounters> logger)
    : BackgroundService
{
    private const int MaxBatch = 128;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    // Redis's own time, so that instances whose clocks differ still agree.
    internal const string Clock = "local t = redis.call('TIME') local now = t[1] * 1000 + math.floor(t[2] / 1000)";

    // One round trip for all keys of the batch.
    internal const string Script = Clock + """

        local out = {}
        for i = 1, #KEYS do
          local permits, window = tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i])
          local slot, elapsed = math.floor(now / window), now % window
          local current, previous = 0, 0
          local state = redis.call('GET', KEYS[i])
          if state then
            local s, c, p = string.match(state, '(%d+) (%d+) (%d+)')
            s = tonumber(s)
            if s == slot then current, previous = tonumber(c), tonumber(p)
            elseif s + 1 == slot then previous = tonumber(c) end
          end
          local used = current + previous * (window - elapsed) / window
          if used + 1 > permits then
            local wait
            if current + 1 <= permits then wait = window * (1 - (permits - current - 1) / previous) - elapsed
            else wait = window - elapsed + window * (1 - (permits - 1) / current) end
            out[3 * i - 2], out[3 * i - 1], out[3 * i] = 0, 0, math.max(1, math.ceil(wait / 1000))
          else
            redis.call('SET', KEYS[i], string.format('%d %d %d', slot, current + 1, previous), 'PX', 2 * window)
            out[3 * i - 2], out[3 * i - 1] = 1, math.floor(permits - used - 1)
            out[3 * i] = math.max(1, math.ceil((window - elapsed) / 1000))
          end
        end
        return out
        """;

    private readonly Channel<Take> _takes = Channel.CreateUnbounded<Take>(new() { SingleReader = true });
    private long _retryAt;
    private int _away;

    public ValueTask<RateVerdict> TakeAsync(string key, RateLimit limit)
    {
        if (redis.Database is null)
        {
            ReportAway("not connected");
            return new(TakeLocally(key, limit));
        }
        if (clock.GetTimestamp() < Volatile.Read(ref _retryAt))
            return new(TakeLocally(key, limit));
        var take = new Take(key, limit);
        return _takes.Writer.TryWrite(take) ? new(take.Task) : new(TakeLocally(key, limit));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await redis.ConnectAsync(stoppingToken);
        var batch = new List<Take>(MaxBatch);
        while (await _takes.Reader.WaitToReadAsync(stoppingToken))
        {
            while (batch.Count < MaxBatch && _takes.Reader.TryRead(out var take))
                batch.Add(take);
            await AnswerAsync(batch, stoppingToken);
            batch.Clear();
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _takes.Writer.TryComplete();
        await base.StopAsync(cancellationToken);
        while (_takes.Reader.TryRead(out var take))
            take.SetResult(TakeLocally(take.Key, take.Limit));
    }

    private async Task AnswerAsync(List<Take> batch, CancellationToken stoppingToken)
    {
        if (redis.Database is not { } database)
        {
            AnswerLocally(batch, "not connected");
            return;
        }
        try
        {
            var verdicts = await EvaluateAsync(database, batch).WaitAsync(limits.RedisPatience, clock, stoppingToken);
            for (var i = 0; i < batch.Count; i++)
                batch[i].SetResult(new((int)verdicts[3 * i] == 1, (int)verdicts[3 * i + 1], (int)verdicts[3 * i + 2]));
            ReportBack();
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException or OperationCanceledException or ObjectDisposedException)
        {
            Volatile.Write(ref _retryAt, clock.GetTimestamp() + (long)(RetryAfter.TotalSeconds * clock.TimestampFrequency));
            AnswerLocally(batch, failure.Message);
        }
    }

    private void AnswerLocally(List<Take> batch, string reason)
    {
        ReportAway(reason);
        foreach (var take in batch)
            take.SetResult(TakeLocally(take.Key, take.Limit));
    }

    private static async Task<RedisValue[]> EvaluateAsync(IDatabase database, List<Take> batch)
    {
        var keys = new RedisKey[batch.Count];
        var arguments = new RedisValue[2 * batch.Count];
        for (var i = 0; i < batch.Count; i++)
        {
            keys[i] = batch[i].Key;
            arguments[2 * i] = batch[i].Limit.Permits;
            arguments[2 * i + 1] = (long)batch[i].Limit.Window.TotalMilliseconds;
        }
        return (RedisValue[])await database.ScriptEvaluateAsync(Script, keys, arguments);
    }

    private RateVerdict TakeLocally(string key, RateLimit limit)
    {
        metrics.CountedLocally(limit.Name);
        return local.Take(key, limit);
    }

    private void ReportAway(string reason)
    {
        if (Volatile.Read(ref _away) == 0 && Interlocked.Exchange(ref _away, 1) == 0)
            LogAway(logger, reason);
    }

    private void ReportBack()
    {
        if (Volatile.Read(ref _away) == 1 && Interlocked.Exchange(ref _away, 0) == 1)
            LogBack(logger);
    }

    [LoggerMessage(LogLevel.Warning, "Redis is away ({Reason}): each gateway instance limits callers on its own until it is back.")]
    private static partial void LogAway(ILogger logger, string reason);

    [LoggerMessage(LogLevel.Information, "Redis is back: gateway instances share their rate limits again.")]
    private static partial void LogBack(ILogger logger);

    private sealed class Take(string key, RateLimit limit) : TaskCompletionSource<RateVerdict>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public string Key => key;

        public RateLimit Limit => limit;
    }
}
