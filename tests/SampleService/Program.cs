// A service with nothing of its own, which the runner's tests start, kill and look into.
if (args is ["once", var exitCode])
{
    Console.WriteLine("the work is done");
    return int.Parse(exitCode, System.Globalization.CultureInfo.InvariantCulture);
}

if (args is ["broken"])
{
    await Console.Error.WriteLineAsync("this service cannot start");
    return 3;
}

var app = WebApplication.CreateSlimBuilder(args).Build();
app.MapGet("/health", () => "healthy");
app.MapGet("/environment", () => Environment.GetEnvironmentVariables());
app.Lifetime.ApplicationStopping.Register(() => Console.WriteLine("stopping in good order"));
await app.RunAsync();
return 0;
