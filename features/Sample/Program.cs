using Commerce.Sample;

var clock = TimeProvider.System;
var began = clock.GetTimestamp();
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

try
{
    var shop = new SampleShop(ApiOf("identity"), ApiOf("catalog"), ApiOf("inventory"), clock, Console.WriteLine);
    await shop.FillAsync(Setting("Sample__Password"), Setting("Sample__Authenticator"), stop.Token);
    Console.WriteLine($"The sample shop is ready after {clock.GetElapsedTime(began).TotalSeconds:0.0} s.");
    return 0;
}
catch (LoadingException e)
{
    await Console.Error.WriteLineAsync($"The sample shop could not be filled. {e.Message}");
    return 1;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    await Console.Error.WriteLineAsync("Stopped before the sample shop was filled; the next start goes on from here.");
    return 130;
}

ShopApi ApiOf(string service) => new(new HttpClient { BaseAddress = new Uri(Setting($"services__{service}__http__0")) }, clock);

static string Setting(string name) => Environment.GetEnvironmentVariable(name)
    ?? throw new LoadingException($"The environment variable {name} is missing.");
