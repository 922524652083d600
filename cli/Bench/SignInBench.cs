using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;

namespace Commerce.Cli;

/// <summary>Logging in, staying in, and what either does to those who only look around.</summary>
internal static class SignInBench
{
    private const int Sessions = 32;
    private const int Windows = 3;
    private const int LoginsAtOnce = 20;
    private const int Browsers = 4;

    // What the platform hashes passwords with. Figures of a login mean nothing without it.
    private const int HashIterations = 220_000;

    public static async Task<IReadOnlyList<Figure>> RunAsync(RunningShop shop, TimeSpan window, CancellationToken ct)
    {
        var people = new List<Person>();
        for (var i = 0; i < Sessions; i++)
        {
            var person = new Person($"bench-{Guid.CreateVersion7():N}@example.org", $"bench {Guid.CreateVersion7():N}");
            await shop.ShopperAsync(person.Email, person.Password, "Bench", ct);
            people.Add(person);
        }

        return
        [
            .. await RefreshAsync("at Identity", 2000, shop, ShopClient.Anonymous(shop.AddressOf("identity"), null), people, window, ct),
            .. await RefreshAsync("through the gateway", null, shop, shop.Visitor(), people, window, ct),
            .. await LogInAsync(shop, people, window, ct),
            .. await BrowseDuringLoginsAsync(shop, people, window, ct),
        ];
    }

    // Every session trades its token again and again, each for the one that came before.
    private static async Task<IReadOnlyList<Figure>> RefreshAsync(
        string where, double? goal, RunningShop shop, ShopClient client, IReadOnlyList<Person> people, TimeSpan window, CancellationToken ct)
    {
        var tokens = new string[people.Count];
        for (var i = 0; i < people.Count; i++)
            tokens[i] = (await LogInAsync(shop.Visitor(), people[i], ct)).OrThrow("Logging in").GetProperty("refreshToken").GetString()!;

        await RefreshForAsync(client, tokens, window / 2, ct);
        var rates = new List<double>();
        for (var i = 0; i < Windows; i++)
            rates.Add(await RefreshForAsync(client, tokens, window, ct));
        var rate = new Sampled(rates).At(50);
        return [new($"refreshes {where}, {people.Count} sessions", $"{rate:F0}/s, median of {Windows} windows", goal is null ? "" : $"≥ {goal}/s", goal is null ? null : rate >= goal)];
    }

    private static async Task<double> RefreshForAsync(ShopClient client, string[] tokens, TimeSpan duration, CancellationToken ct)
    {
        var began = TimeProvider.System.GetTimestamp();
        var counts = await Task.WhenAll(tokens.Select(async (_, index) =>
        {
            var count = 0L;
            for (; TimeProvider.System.GetElapsedTime(began) < duration; count++)
            {
                var answer = await client.PostAsync("/api/v1/auth/refresh", new { refreshToken = tokens[index] }, ct);
                tokens[index] = answer.OrThrow("Refreshing").GetProperty("refreshToken").GetString()!;
            }

            return count;
        }));
        return counts.Sum() / TimeProvider.System.GetElapsedTime(began).TotalSeconds;
    }

    private static async Task<IReadOnlyList<Figure>> LogInAsync(RunningShop shop, IReadOnlyList<Person> people, TimeSpan window, CancellationToken ct)
    {
        const double Goal = 1.5;
        var (hashes, logins) = (new List<double>(), new List<double>());
        var visitor = shop.Visitor();
        var began = TimeProvider.System.GetTimestamp();
        for (var turn = 0; TimeProvider.System.GetElapsedTime(began) < window; turn++)
        {
            hashes.Add(MillisecondsOfAHash());
            var sent = Stopwatch.StartNew();
            (await LogInAsync(visitor, people[turn % people.Count], ct)).OrThrow("Logging in");
            logins.Add(sent.Elapsed.TotalMilliseconds);
        }

        var (hash, login) = (new Sampled(hashes).At(50), new Sampled(logins).At(50));
        return
        [
            new(
                $"login : its hash alone (PBKDF2-HMAC-SHA512, {HashIterations} rounds)",
                $"{login:F0} ms : {hash:F0} ms = {login / hash:F2}",
                $"≤ {Goal}",
                login <= Goal * hash),
        ];
    }

    private static double MillisecondsOfAHash()
    {
        var watch = Stopwatch.StartNew();
        Rfc2898DeriveBytes.Pbkdf2("a password like others"u8, new byte[16], HashIterations, HashAlgorithmName.SHA512, 32);
        return watch.Elapsed.TotalMilliseconds;
    }

    private static async Task<IReadOnlyList<Figure>> BrowseDuringLoginsAsync(
        RunningShop shop, IReadOnlyList<Person> people, TimeSpan window, CancellationToken ct)
    {
        const double Goal = 500;
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(ct);
        enough.CancelAfter(window);
        var (loggedIn, putOff, failed) = (0, 0, 0);
        var logins = Task.WhenAll(Enumerable.Range(0, LoginsAtOnce).Select(async i =>
        {
            var visitor = shop.Visitor();
            while (!enough.IsCancellationRequested)
            {
                var answer = await LogInAsync(visitor, people[i], ct);
                _ = answer.Status switch
                {
                    200 => Interlocked.Increment(ref loggedIn),
                    503 => Interlocked.Increment(ref putOff),
                    _ => Interlocked.Increment(ref failed),
                };
            }
        }));
        var looked = new ConcurrentQueue<double>();
        await Task.WhenAll(Enumerable.Range(0, Browsers).Select(async _ =>
        {
            var visitor = shop.Visitor();
            while (!enough.IsCancellationRequested)
            {
                var sent = Stopwatch.StartNew();
                (await visitor.GetAsync("/api/v1/products?limit=24", ct)).OrThrow("Browsing");
                looked.Enqueue(sent.Elapsed.TotalMilliseconds);
            }
        }));
        await logins;
        var sampled = new Sampled(looked);
        return
        [
            new($"product list during {LoginsAtOnce} logins at once", $"{sampled} of {sampled.Count}", $"p99 ≤ {Goal} ms", sampled.At(99) <= Goal),
            new("    logins meanwhile", $"{loggedIn / window.TotalSeconds:F1}/s, {putOff} put off, {failed} failed", "0 failed", failed == 0),
        ];
    }

    private static Task<ShopAnswer> LogInAsync(ShopClient client, Person person, CancellationToken ct) =>
        client.PostAsync("/api/v1/auth/login", new { email = person.Email, password = person.Password }, ct);

    private sealed record Person(string Email, string Password);
}
